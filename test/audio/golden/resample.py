"""Writes resample.json, resample_signal.f32 and resample_CASE.f32: noise and a tone resampled by libsamplerate itself.

Usage: python resample.py (needs samplerate 0.2.4 of PyPI, which is libsamplerate 0.2.2).
"""
import json
from pathlib import Path

import numpy as np
import samplerate

FOLDER = Path(__file__).parent
CASES = {
    "third": (48000, 16000, "best"),
    "cd": (44100, 16000, "medium"),
    "tess": (24414, 16000, "fast"),
    "up": (16000, 22050, "best"),
}
CONVERTERS = {"best": "sinc_best", "medium": "sinc_medium", "fast": "sinc_fastest"}

rng = np.random.default_rng(5)
n = np.arange(1500)
signal = (0.3 * np.sin(0.05 * n) + 0.2 * rng.standard_normal(len(n))).astype("<f4")
signal.tofile(FOLDER / "resample_signal.f32")
cases = []
for name, (source, target, quality) in CASES.items():
    out = samplerate.resample(signal, target / source, CONVERTERS[quality])
    out.astype("<f4").tofile(FOLDER / f"resample_{name}.f32")
    cases.append({"name": name, "fromRate": source, "toRate": target, "quality": quality})
(FOLDER / "resample.json").write_text(json.dumps({"cases": cases}, indent=1) + "\n")
