"""librosa's features beside MFCC, as golden values and of given recordings.

    python features.py              writes features.json and features_CASE.f32 beside this script, of mfcc_signal.f32
    python features.py JOBS.json    does a list of { feature, options, sampleRate, samples, out }: options named as those
                                    of the function `feature` of lib/index.ts, samples and out files of raw float32, the
                                    latter written, row-major by frame

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
    "centroid": ("spectralCentroid", {}),
    "centroid_large": ("spectralCentroid", {"nFft": 2048, "hopLength": 512, "window": "hamming", "padMode": "reflect"}),
    "centroid_odd": ("spectralCentroid", {"nFft": 511, "winLength": 401}),
    "bandwidth": ("spectralBandwidth", {}),
    "bandwidth_speech": ("spectralBandwidth", {"nFft": 400, "hopLength": 160, "center": False}),
    "rolloff": ("spectralRolloff", {}),
    "rolloff_half": ("spectralRolloff", {"rollPercent": 0.5, "nFft": 1024}),
    "flatness": ("spectralFlatness", {}),
    "contrast": ("spectralContrast", {}),
    "contrast_large": ("spectralContrast", {"nFft": 4096, "hopLength": 1024, "nBands": 5, "fMin": 150}),
    "contrast_wide": ("spectralContrast", {"nFft": 2048, "quantile": 0.3, "nBands": 4}),
    "chroma": ("chroma", {}),
    "chroma_tuned": ("chroma", {"nFft": 2048, "hopLength": 512, "nChroma": 24, "tuning": 0.3}),
    "mel": ("melSpectrogram", {"melNorm": None, "htk": True}),
    "log_mel": ("logMel", {}),
    "log_mel_deep": ("logMel", {"nMels": 26, "topDb": None, "nFft": 1024}),
    "rms": ("rms", {}),
    "rms_speech": ("rms", {"frameLength": 400, "hopLength": 160, "padMode": "reflect"}),
    "crossings": ("zeroCrossingRate", {}),
    "crossings_uncentered": ("zeroCrossingRate", {"frameLength": 511, "hopLength": 100, "center": False}),
    "delta": ("delta", {}),
    "delta_second": ("delta", {"width": 5, "order": 2}),
    "yin": ("yin", {}),
    "yin_strict": ("yin", {"fMin": 80, "fMax": 1000, "frameLength": 700, "troughThreshold": 0.01, "hopLength": 160}),
    "pyin": ("pyin", {}),
    "pyin_wide": ("pyin", {"fMin": 60, "fMax": 2000, "hopLength": 160, "frameLength": 2048, "center": False}),
}


def frames(o):
    return {
        "n_fft": o.get("nFft", 512),
        "hop_length": o.get("hopLength", 256),
        "win_length": o.get("winLength"),
        "window": WINDOWS[o.get("window", "hann")],
        "center": o.get("center", True),
        "pad_mode": o.get("padMode", "constant"),
    }


def mel(y, sr, o):
    bank = {"n_mels": o.get("nMels", 40), "fmin": o.get("fMin", 0), "fmax": o.get("fMax"), "htk": o.get("htk", False)}
    return librosa.feature.melspectrogram(y=y, sr=sr, norm=o.get("melNorm", "slaney"), **bank, **frames(o))


def log_mel(y, sr, o):
    return librosa.power_to_db(mel(y, sr, o), amin=o.get("amin", 1e-10), top_db=o.get("topDb", 80))


def delta(y, sr, o):
    cepstra = librosa.feature.mfcc(S=log_mel(y, sr, {}), n_mfcc=13)
    return librosa.feature.delta(cepstra, width=o.get("width", 9), order=o.get("order", 1))


def contrast(y, sr, o):
    bands = {"fmin": o.get("fMin", 200.0), "n_bands": o.get("nBands", 6), "quantile": o.get("quantile", 0.02)}
    return librosa.feature.spectral_contrast(y=y, sr=sr, **bands, **frames(o))


def f0_options(sr, o):
    low = o.get("fMin", 65)
    return {
        "sr": sr,
        "fmin": low,
        "fmax": o.get("fMax", 600),
        "frame_length": o.get("frameLength") or 2 ** int(np.ceil(np.log2(4 * sr / low))),
        "hop_length": o.get("hopLength", 256),
        "center": o.get("center", True),
        "pad_mode": o.get("padMode", "constant"),
    }


# In double precision: of samples in single precision librosa's own differences are off by 1e-6 and more.
def yin(y, sr, o):
    threshold = o.get("troughThreshold", 0.1)
    return librosa.yin(y.astype("f8"), trough_threshold=threshold, **f0_options(sr, o))[np.newaxis]


def pyin(y, sr, o):
    """f0 (0 where it is not voiced), voiced, probability."""
    f0, voiced, probability = librosa.pyin(y.astype("f8"), fill_na=0, **f0_options(sr, o))
    return np.stack([f0, voiced, probability])


def level_frames(o):
    return {
        "frame_length": o.get("frameLength", 512),
        "hop_length": o.get("hopLength", 256),
        "center": o.get("center", True),
    }


FEATURES = {
    "spectralCentroid": lambda y, sr, o: librosa.feature.spectral_centroid(y=y, sr=sr, **frames(o)),
    "spectralBandwidth": lambda y, sr, o: librosa.feature.spectral_bandwidth(y=y, sr=sr, **frames(o)),
    "spectralRolloff": lambda y, sr, o: librosa.feature.spectral_rolloff(
        y=y, sr=sr, roll_percent=o.get("rollPercent", 0.85), **frames(o)
    ),
    "spectralFlatness": lambda y, sr, o: librosa.feature.spectral_flatness(y=y, **frames(o)),
    "spectralContrast": contrast,
    "chroma": lambda y, sr, o: librosa.feature.chroma_stft(
        y=y, sr=sr, tuning=o.get("tuning", 0), n_chroma=o.get("nChroma", 12), **frames(o)
    ),
    "melSpectrogram": mel,
    "logMel": log_mel,
    "rms": lambda y, sr, o: librosa.feature.rms(y=y, pad_mode=o.get("padMode", "constant"), **level_frames(o)),
    "zeroCrossingRate": lambda y, sr, o: librosa.feature.zero_crossing_rate(y, **level_frames(o)),
    "delta": delta,
    "yin": yin,
    "pyin": pyin,
}


def write(matrix, file):
    np.ascontiguousarray(matrix.T, "<f4").tofile(file)


def write_golden(folder):
    samples = np.fromfile(folder / "mfcc_signal.f32", "<f4")
    cases = []
    for name, (feature, options) in CASES.items():
        matrix = FEATURES[feature](samples, RATE, options)
        write(matrix, folder / f"features_{name}.f32")
        columns, count = matrix.shape
        cases.append({"name": name, "feature": feature, "options": options, "frames": count, "coefficients": columns})
    (folder / "features.json").write_text(json.dumps({"sampleRate": RATE, "cases": cases}, indent=1) + "\n")


def run_jobs(file):
    for job in json.loads(file.read_text()):
        samples = np.fromfile(job["samples"], "<f4")
        write(FEATURES[job["feature"]](samples, job["sampleRate"], job["options"]), job["out"])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run_jobs(Path(sys.argv[1]))
    else:
        write_golden(Path(__file__).parent)
