"""The official converter's files of a model beside emovox's: bytes, time, and how far from Keras's own answers.

    python compare_converter.py convert {keras,tf_keras} {float32,float16,dynamic,int8} FOLDER     the converter's file
    python compare_converter.py measure FOLDER                      runs all files, in turns; a table in Markdown

FOLDER is of write_converter_case.ts. Needs tensorflow-cpu, tf_keras and ai-edge-litert.
"""

import glob
import json
import os
import sys
import time

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['CUDA_VISIBLE_DEVICES'] = ''

import numpy as np

TURNS = 60

WEIGHTS = ['float32', 'float16', 'dynamic', 'int8']


def case_of(folder):
    with open(os.path.join(folder, 'model.json')) as file:
        model = json.load(file)
    clips = [
        np.fromfile(os.path.join(folder, name), '<f4').reshape(-1, model['frames'], model['coefficients'])
        for name in ('clips.bin', 'calibration.bin')
    ]
    return model, *clips


def build(keras, description):
    """Normalisation, then the layers; batch 1, as the converter cannot convert LSTM layers of a free batch."""
    mean, deviation = (np.array(description['normalisation'][key], 'f4') for key in ('mean', 'deviation'))
    layers = [
        keras.Input(batch_shape=(1, description['frames'], description['coefficients'])),
        keras.layers.Normalization(mean=mean, variance=deviation**2),
    ]
    lstm = [layer for layer in description['layers'] if layer['kind'] == 'lstm']
    for layer in description['layers']:
        if layer['kind'] == 'lstm':
            layers.append(keras.layers.LSTM(layer['units'], return_sequences=layer is not lstm[-1]))
        else:
            layers.append(keras.layers.Dense(layer['units'], activation=layer['activation']))
    model = keras.Sequential(layers)
    trained = [layer for layer in model.layers if 'normalization' not in layer.name]
    for layer, stored in zip(trained, description['layers']):
        shapes = [weight.shape for weight in layer.get_weights()]
        layer.set_weights([np.array(w, 'f4').reshape(shape) for w, shape in zip(stored['weights'], shapes)])
    return model


def convert(package, weights, folder):
    if package == 'tf_keras':
        os.environ['TF_USE_LEGACY_KERAS'] = '1'
    import tensorflow as tf

    keras = __import__(package)
    description, clips, calibration = case_of(folder)
    model = build(keras, description)
    shape = tf.TensorSpec([1, description['frames'], description['coefficients']], tf.float32)
    # As a graph: step by step in Python, LSTM layers take a second a clip.
    function = tf.function(lambda x: model(x)).get_concrete_function(shape)
    if weights == 'float32':
        answers = [np.asarray(function(tf.constant(clip[None]))) for clip in clips]
        np.save(os.path.join(folder, f'{package}.npy'), np.concatenate(answers))
    if package == 'keras':
        # Keras 3's variables are not frozen by the other way: such a file has no weights.
        converter = tf.lite.TFLiteConverter.from_keras_model(model)
    else:
        converter = tf.lite.TFLiteConverter.from_concrete_functions([function], model)
    if weights != 'float32':
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if weights == 'float16':
        converter.target_spec.supported_types = [tf.float16]
    if weights == 'int8':
        converter.representative_dataset = lambda: ([clip[None]] for clip in calibration)
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    file = converter.convert()
    with open(os.path.join(folder, f'converter, {package}, {weights}.tflite'), 'wb') as out:
        out.write(file)


class Runner:
    def __init__(self, file):
        from ai_edge_litert.interpreter import Interpreter

        self.name = os.path.splitext(os.path.basename(file))[0]
        self.bytes = os.path.getsize(file)
        self.interpreter = Interpreter(model_path=file, num_threads=1)
        self.interpreter.allocate_tensors()
        self.given = self.interpreter.get_input_details()[0]['index']
        self.result = self.interpreter.get_output_details()[0]['index']
        self.times = []

    def run(self, clip):
        self.interpreter.set_tensor(self.given, clip[None])
        self.interpreter.invoke()
        return self.interpreter.get_tensor(self.result)[0]

    def time(self, clip):
        self.interpreter.set_tensor(self.given, clip[None])
        start = time.perf_counter()
        self.interpreter.invoke()
        self.times.append((time.perf_counter() - start) * 1e3)


def by_weights(runner):
    """What is stored alike stands together, emovox's files before the converter's."""
    maker, *_, weights = runner.name.split(', ')
    return WEIGHTS.index(weights), maker == 'converter', runner.name


def measure(folder):
    _, clips, _ = case_of(folder)
    expected = np.load(os.path.join(folder, 'keras.npy'))
    runners = sorted((Runner(file) for file in glob.glob(os.path.join(folder, '*.tflite'))), key=by_weights)
    rows = {}
    for runner in runners:
        first = np.array([runner.run(clip) for clip in clips])
        again = np.array([runner.run(clip) for clip in clips])
        agreement = (first.argmax(1) == expected.argmax(1)).mean()
        rows[runner.name] = [np.abs(first - expected).max(), agreement, np.array_equal(first, again)]
    for turn in range(TURNS):
        for runner in runners:
            runner.time(clips[turn % len(clips)])
    print(f'{len(clips)} clips of {clips.shape[1]} frames; one thread, milliseconds, in turns\n')
    print('| file | bytes | least ms | median ms | largest error | same emotion | run again |')
    print('| --- | --- | --- | --- | --- | --- | --- |')
    for runner in runners:
        error, agreement, exact = rows[runner.name]
        least, median = min(runner.times), float(np.median(runner.times))
        cells = f'{runner.bytes:,} | {least:.2f} | {median:.2f} | {error:.1e} | {100 * agreement:.1f} %'
        print(f'| {runner.name} | {cells} | {"exact" if exact else "differs"} |')


if __name__ == '__main__':
    if sys.argv[1] == 'convert':
        convert(*sys.argv[2:])
    else:
        measure(sys.argv[2])
