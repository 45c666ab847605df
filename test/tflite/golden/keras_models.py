"""Small Keras models with their weights, inputs and probabilities, and the probabilities of the full-size architecture
with formula weights (see ../formula_model.ts, which makes the same numbers). All in float64, so that the answers are
Keras's to the last digit that float32 can show.

    pip install keras tensorflow-cpu
    python keras_models.py > keras_models.json
"""

import base64
import json
import os

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['CUDA_VISIBLE_DEVICES'] = ''

import keras
import numpy as np

keras.config.set_floatx('float64')
ARCHITECTURES = {
    # name: (coefficients, LSTM units, (dense units, activation)..., frames and clips to run)
    'two_lstm': (4, (6, 5), ((4, 'relu'), (3, 'softmax')), ((9, 5), (1, 2), (30, 3))),
    'one_lstm': (3, (5,), ((3, 'softmax'),), ((7, 4),)),
    'three_lstm': (
        5,
        (4, 3, 5),
        ((4, 'tanh'), (4, 'relu6'), (4, 'linear'), (4, 'relu'), (3, 'sigmoid')),
        ((12, 4), (5, 2)),
    ),
}
FULL_SIZE = (13, (128, 64), ((64, 'relu'), (7, 'softmax')), ((188, 8), (97, 3)))


class Formula:
    """mulberry32: the same numbers in [0, 1) in Python and TypeScript."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        mask = 0xFFFFFFFF
        self.state = (self.state + 0x6D2B79F5) & mask
        t = self.state
        t = ((t ^ (t >> 15)) * (t | 1)) & mask
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & mask)) & mask
        return ((t ^ (t >> 14)) & mask) / 4294967296

    def spread(self, count, amplitude):
        """`count` float32 numbers between -amplitude and amplitude."""
        return np.array([(self.next() * 2 - 1) * amplitude for _ in range(count)], 'f4')


def weights_of(formula, coefficients, lstm, dense):
    """Layer by layer: kernel, recurrent kernel (LSTM only), bias."""
    out, inputs = [], coefficients
    for units in lstm:
        out.append(formula.spread(inputs * 4 * units, 1.5 / inputs**0.5).reshape(inputs, 4 * units))
        out.append(formula.spread(units * 4 * units, 1.5 / units**0.5).reshape(units, 4 * units))
        out.append(formula.spread(4 * units, 0.5))
        inputs = units
    for units, _ in dense:
        out.append(formula.spread(inputs * units, 4 / inputs**0.5).reshape(inputs, units))
        out.append(formula.spread(units, 0.5))
        inputs = units
    return out


def normalisation_of(formula, coefficients):
    """Like MFCCs: the first is around -300, the spread falls."""
    mean = [-300 if k == 0 else (formula.next() * 2 - 1) * 50 for k in range(coefficients)]
    deviation = [5 + 100 * formula.next() / (1 + k) for k in range(coefficients)]
    return mean, deviation


def features_of(formula, mean, deviation, clips, frames):
    values = [
        mean[k] + deviation[k] * (formula.next() * 4 - 2) for _ in range(clips * frames) for k in range(len(mean))
    ]
    return np.array(values, 'f4').reshape(clips, frames, len(mean))


def keras_model(coefficients, lstm, dense, weights):
    layers = [keras.layers.LSTM(u, return_sequences=n < len(lstm) - 1) for n, u in enumerate(lstm)]
    layers += [keras.layers.Dense(units, activation=activation) for units, activation in dense]
    model = keras.Sequential([keras.Input((None, coefficients)), *layers])
    model.set_weights(weights)
    return model


def base64_of(array):
    return base64.b64encode(np.ascontiguousarray(array, '<f4').tobytes()).decode()


def run(seed, architecture, keep_inputs):
    coefficients, lstm, dense, runs = architecture
    formula = Formula(seed)
    weights = weights_of(formula, coefficients, lstm, dense)
    mean, deviation = normalisation_of(formula, coefficients)
    model = keras_model(coefficients, lstm, dense, weights)
    out = {'coefficients': coefficients, 'lstm': lstm, 'dense': dense, 'mean': mean, 'deviation': deviation, 'runs': []}
    if keep_inputs:
        out['weights'] = [base64_of(w) for w in weights]
    for frames, clips in runs:
        x = features_of(formula, mean, deviation, clips, frames)
        y = model.predict((x.astype('f8') - mean) / deviation, verbose=0)
        kept = {'features': base64_of(x)} if keep_inputs else {}
        out['runs'].append({'frames': frames, 'clips': clips, 'probabilities': [float(f'{v:.9f}') for v in y.ravel()], **kept})
    return out


def main():
    models = {name: run(seed, a, True) for seed, (name, a) in enumerate(ARCHITECTURES.items(), 1)}
    models['full_size'] = run(42, FULL_SIZE, False)
    print(json.dumps({'keras': keras.__version__, **models}))


if __name__ == '__main__':
    main()
