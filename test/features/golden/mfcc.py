"""librosa's MFCCs, as golden values and of given recordings.

    python mfcc.py              writes mfcc.json, mfcc_signal.f32 and mfcc_CASE.f32 beside this script
    python mfcc.py JOBS.json    does a list of { options, sampleRate, samples, mfcc }: options named as in lib/options.ts,
                                samples and mfcc files of raw float32, the latter written, row-major by frame

Needs librosa 0.11.
"""
import json
import sys
from pathlib import Path

import librosa
import numpy as np

RATE = 16000
WINDOWS = {"hann": "hann", "hamming": "hamming", "blackman": "blackman", "rectangular": "boxcar"}
CASES = {
    "default": {},
    "large": {"nFft": 2048, "hopLength": 512, "nMels": 128, "nMfcc": 20},
    "speech": {"nFft": 400, "hopLength": 160, "window": "hamming", "padMode": "reflect", "lifter": 22},
    "htk": {"winLength": 400, "htk": True, "melNorm": None, "padMode": "edge", "window": "blackman"},
    "uncentered": {"center": False, "fMin": 80, "fMax": 7600, "dctType": 3, "dctNorm": None, "power": 1},
    "odd": {"nFft": 511, "winLength": 401, "window": "rectangular", "padMode": "reflect", "topDb": 50},
    "dct1": {"dctType": 1, "nMels": 26, "amin": 1e-5, "topDb": None, "power": 1.5},
    "prime": {"nFft": 1018, "hopLength": 333, "dctNorm": None, "nMfcc": 40},
}


def mfcc(samples, rate, o):
    """[frames, coefficients] of options named as in lib/options.ts."""
    power = librosa.feature.melspectrogram(
        y=samples,
        sr=rate,
        n_fft=o.get("nFft", 512),
        hop_length=o.get("hopLength", 256),
        win_length=o.get("winLength"),
        window=WINDOWS[o.get("window", "hann")],
        center=o.get("center", True),
        pad_mode=o.get("padMode", "constant"),
        power=o.get("power", 2),
        n_mels=o.get("nMels", 40),
        fmin=o.get("fMin", 0),
        fmax=o.get("fMax"),
        htk=o.get("htk", False),
        norm=o.get("melNorm", "slaney"),
    )
    decibels = librosa.power_to_db(power, amin=o.get("amin", 1e-10), top_db=o.get("topDb", 80))
    return librosa.feature.mfcc(
        S=decibels,
        n_mfcc=o.get("nMfcc", 13),
        dct_type=o.get("dctType", 2),
        norm=o.get("dctNorm", "ortho"),
        lifter=o.get("lifter", 0),
    ).T


def synthetic():
    """A gliding harmonic tone with a pause, over noise that top_db has to cut off in part."""
    rng = np.random.default_rng(3)
    t = np.arange(6000) / RATE
    phase = 2 * np.pi * (150 * t + 60 * t**2)
    voice = sum(np.cos(k * phase) / k for k in range(1, 12)) * np.clip(np.sin(9 * np.pi * t), 0, 1)
    return (0.1 * voice + 1e-5 * rng.standard_normal(len(t)) * (1 + 99 * (t > 0.25))).astype("<f4")


def write_golden(folder):
    samples = synthetic()
    samples.tofile(folder / "mfcc_signal.f32")
    cases = []
    for name, options in CASES.items():
        matrix = mfcc(samples, RATE, options)
        np.ascontiguousarray(matrix, "<f4").tofile(folder / f"mfcc_{name}.f32")
        cases.append({"name": name, "options": options, "frames": matrix.shape[0], "coefficients": matrix.shape[1]})
    (folder / "mfcc.json").write_text(json.dumps({"sampleRate": RATE, "cases": cases}, indent=1) + "\n")


def run_jobs(file):
    for job in json.loads(file.read_text()):
        matrix = mfcc(np.fromfile(job["samples"], "<f4"), job["sampleRate"], job["options"])
        np.ascontiguousarray(matrix, "<f4").tofile(job["mfcc"])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run_jobs(Path(sys.argv[1]))
    else:
        write_golden(Path(__file__).parent)
