"""Writes trim.json: what librosa.effects.trim finds in synthetic signals, which test/audio/trim.test.ts makes again.

A signal is a list of [samples, amplitude]: a 200 Hz tone at 16 kHz whose amplitude changes from piece to piece, over
a noise floor (a linear congruential generator, so that both sides have the same numbers).
"""

import json
from pathlib import Path

import librosa
import numpy as np

RATE = 16000
CASES = [
    {"name": "speech between silences", "pieces": [[7000, 0], [12345, 0.5], [9000, 0]], "noise": 0, "topDb": 40},
    {"name": "over noise", "pieces": [[7000, 0], [12345, 0.5], [9000, 0]], "noise": 0.001, "topDb": 40},
    {"name": "librosa's own 60 dB", "pieces": [[7000, 0], [12345, 0.5], [9000, 0]], "noise": 0.0001, "topDb": 60},
    {"name": "nothing to trim", "pieces": [[20000, 0.3]], "noise": 0.01, "topDb": 30},
    {"name": "two words", "pieces": [[5000, 0], [3000, 0.4], [6000, 0], [2500, 0.1], [5000, 0]], "noise": 0, "topDb": 20},
    {"name": "a quiet one", "pieces": [[4000, 0], [3000, 1e-4], [6000, 0]], "noise": 0, "topDb": 40},
    {"name": "below librosa's floor", "pieces": [[4000, 0], [3000, 5e-6], [6000, 0]], "noise": 0, "topDb": 40},
    {"name": "silence", "pieces": [[9000, 0]], "noise": 0, "topDb": 40},
    {"name": "shorter than a frame", "pieces": [[100, 0], [300, 0.5]], "noise": 0, "topDb": 40},
    {"name": "a whole number of hops", "pieces": [[2048, 0], [4096, 0.5], [2048, 0]], "noise": 0, "topDb": 40},
    {"name": "one sample", "pieces": [[1, 0.5]], "noise": 0, "topDb": 40},
    {"name": "fading out", "pieces": [[4000, 0.5 / 2**k] for k in range(10)], "noise": 0, "topDb": 25},
]


def signal(pieces, noise):
    amplitude = np.concatenate([np.full(n, a) for n, a in pieces])
    t = np.arange(len(amplitude))
    state, floor = 1, np.empty(len(amplitude))
    for k in range(len(amplitude)):
        state = (state * 1664525 + 1013904223) % 2**32
        floor[k] = state / 2**31 - 1
    return (amplitude * np.sin(2 * np.pi * 200 * t / RATE + 1) + noise * floor).astype(np.float32)


for case in CASES:
    _, (start, end) = librosa.effects.trim(signal(case["pieces"], case["noise"]), top_db=case["topDb"])
    case["start"], case["end"] = int(start), int(end)

lines = ",\n".join("  " + json.dumps(case) for case in CASES)
(Path(__file__).parent / "trim.json").write_text(f"[\n{lines}\n]\n")
