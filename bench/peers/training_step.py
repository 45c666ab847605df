"""What the Python halves of bench/training_step.ts share: answers requests for a job, so many times."""

import json
import sys
import time

FRAMES, THREADS = int(sys.argv[1]), int(sys.argv[2])
CLIPS, COEFFICIENTS, CLASSES = 64, 13, 7


def serve(load):
    """load: imports the library and returns (name, version, {job: function})."""
    answers, sys.stdout = sys.stdout, sys.stderr

    def say(value):
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    try:
        name, version, jobs = load()
    except Exception as problem:  # a library that is broken is as good as missing
        return say({"missing": str(problem).splitlines()[0]})
    say({"peer": name, "version": version})
    for line in sys.stdin:
        work = json.loads(line)["work"]
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(work["steps"]):
            jobs[work["job"]]()
        say({"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "length": 0})
