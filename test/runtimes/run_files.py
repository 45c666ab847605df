"""Runs .tflite files in one of the runtimes that emovox writes for, and says what came out, as one JSON object a line.

    python run_files.py {tflite_runtime,tflite_micro,mediapipe,task_library} FOLDER FILE...

FOLDER has expected-*.json of write_files.ts. Every file runs every clip, and the first once more at the end.
"""

import json
import os
import sys

import numpy as np


def tflite_runtime(file, _):
    from tflite_runtime.interpreter import Interpreter

    interpreter = Interpreter(model_path=file, num_threads=1)
    interpreter.allocate_tensors()
    given, result = interpreter.get_input_details()[0]['index'], interpreter.get_output_details()[0]['index']

    def run(x):
        interpreter.set_tensor(given, x)
        interpreter.invoke()
        return interpreter.get_tensor(result)

    return run


def tflite_micro(file, _):
    from tflite_micro import runtime

    interpreter = runtime.Interpreter.from_file(file, arena_size=2_000_000 if '-waveform' not in file else 32_000_000)

    def run(x):
        interpreter.set_input(x, 0)
        interpreter.invoke()
        return np.array(interpreter.get_output(0))

    return run


def mediapipe(file, labels):
    from mediapipe.tasks import python as tasks
    from mediapipe.tasks.python import audio
    from mediapipe.tasks.python.components import containers

    options = audio.AudioClassifierOptions(base_options=tasks.BaseOptions(model_asset_path=file))
    classifier = audio.AudioClassifier.create_from_options(options)

    def run(x):
        (result,) = classifier.classify(containers.AudioData.create_from_array(x[0], 16000))
        return in_order(labels, result.classifications[0].categories)

    return run


def task_library(file, labels):
    from tflite_support.task import audio

    classifier = audio.AudioClassifier.create_from_file(file)
    clip = audio.TensorAudio(classifier.required_audio_format, classifier.required_input_buffer_size)

    def run(x):
        clip.load_from_array(x[0].reshape(-1, 1))
        return in_order(labels, classifier.classify(clip).classifications[0].categories)

    return run


def in_order(labels, categories):
    scores = {category.category_name: category.score for category in categories}
    return np.array([[scores[label] for label in labels]])


RUNTIMES = {
    'tflite_runtime': tflite_runtime,
    'tflite_micro': tflite_micro,
    'mediapipe': mediapipe,
    'task_library': task_library,
}


def outcome(runtime, file, wanted):
    clips = np.array(wanted['features'], 'f4').reshape(wanted['shape'])
    expected = np.array(wanted['probabilities']).reshape(len(clips), -1)
    try:
        run = RUNTIMES[runtime](file, wanted.get('labels'))
        rows = [run(clip[None])[0] for clip in clips]
        again = run(clips[:1])[0]
    except Exception as failure:
        return {'error': str(failure)}
    error = float(np.abs(np.array(rows, 'f8') - expected).max())
    return {'maxError': error, 'repeatExact': bool(np.array_equal(rows[0], again))}


def wanted_of(name, folder):
    model = 'networks' if name.startswith('feedforward') else 'recurrent'
    given = '-waveform' if '-waveform' in name else ''
    with open(os.path.join(folder, f'expected-{model}{given}.json')) as file:
        return json.load(file)


def main():
    runtime, folder, *files = sys.argv[1:]
    for name in files:
        wanted = wanted_of(name, folder)
        print(json.dumps({'file': name, **outcome(runtime, os.path.join(folder, name), wanted)}), flush=True)


if __name__ == '__main__':
    main()
