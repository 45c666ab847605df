"""The Python half of bench/protocol.ts; imported before anything that computes, since it asks for one thread."""

import json
import os
import sys
import time

for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"


def serve(load):
    """Answers requests until stdin ends.

    load: imports the library and returns (name, version, {kind: plan}); plan(work) returns the function to be timed,
        from float32 samples (for `corpus`: the list of recordings) to an array, or None where the peer has none.
    """
    # What libraries print must not come between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr

    def say(value):
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    try:
        name, version, plans = load()
    except Exception as problem:  # a library that is broken is as good as missing
        return say({"missing": str(problem)})
    say({"peer": name, "version": version})
    planned = {}
    for line in sys.stdin:
        try:
            say(_answer(json.loads(line), plans, planned))
        except Exception as problem:
            say({"error": f"{type(problem).__name__}: {problem}"})


def _answer(request, plans, planned):
    import numpy as np

    work = request["work"]
    key = (json.dumps(work), request["clip"])
    if key not in planned:
        run = plans.get(work["kind"], lambda work: None)(work)
        planned[key] = run and (run, _read(request["clip"], work))
    if planned[key] is None:
        return {"unsupported": True}
    run, source = planned[key]
    cpu, wall = time.thread_time(), time.perf_counter()
    for _ in range(request["runs"]):
        result = run(source)
    cpu, wall = time.thread_time() - cpu, time.perf_counter() - wall
    result = np.asarray(result)
    if request.get("out"):
        np.ascontiguousarray(result, dtype=np.float32).tofile(request["out"])
    return {"cpu": cpu, "wall": wall, "length": int(result.size)}


def _read(clip, work):
    import numpy as np

    if work["kind"] != "corpus":
        return np.fromfile(clip, dtype=np.float32)
    with open(clip, encoding="utf-8") as file:
        return [recording["path"] for recording in json.load(file)]
