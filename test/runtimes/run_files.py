"""Runs .tflite files in one of the runtimes that emovox writes for, and says what came out, as one JSON object a line.

    python run_files.py {tflite_runtime,tflite_micro} FOLDER FILE...

FOLDER has expected.json, of write_files.ts. Every file runs every clip, and the first once more at the end.
"""

import json
import os
import sys

import numpy as np


def tflite_runtime(file):
    from tflite_runtime.interpreter import Interpreter

    interpreter = Interpreter(model_path=file, num_threads=1)
    interpreter.allocate_tensors()
    given, result = interpreter.get_input_details()[0]['index'], interpreter.get_output_details()[0]['index']

    def run(x):
        interpreter.set_tensor(given, x)
        interpreter.invoke()
        return interpreter.get_tensor(result)

    return run


def tflite_micro(file):
    from tflite_micro import runtime

    interpreter = runtime.Interpreter.from_file(file, arena_size=2_000_000)

    def run(x):
        interpreter.set_input(x, 0)
        interpreter.invoke()
        return np.array(interpreter.get_output(0))

    return run


def outcome(runtime, file, clips, expected):
    try:
        run = {'tflite_runtime': tflite_runtime, 'tflite_micro': tflite_micro}[runtime](file)
        rows = [run(clip[None])[0] for clip in clips]
        again = run(clips[:1])[0]
    except Exception as failure:
        return {'error': str(failure)}
    error = float(np.abs(np.array(rows, 'f8') - expected).max())
    return {'maxError': error, 'repeatExact': bool(np.array_equal(rows[0], again))}


def main():
    runtime, folder, *files = sys.argv[1:]
    with open(os.path.join(folder, 'expected.json')) as file:
        wanted = json.load(file)
    clips = np.array(wanted['features'], 'f4').reshape(wanted['shape'])
    expected = np.array(wanted['probabilities']).reshape(len(clips), -1)
    for name in files:
        print(json.dumps({'file': name, **outcome(runtime, os.path.join(folder, name), clips, expected)}), flush=True)


if __name__ == '__main__':
    main()
