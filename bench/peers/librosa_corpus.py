"""The corpus job with librosa, soundfile and soxr, one process a core.

The processes are started and warmed up once, outside of what is timed.
"""

import functools
import multiprocessing

import librosa
import numpy as np
import soundfile
import soxr


def plan(work):
    # Not fork: numba's and BLAS's threads do not survive it.
    pool = multiprocessing.get_context("spawn").Pool(work["workers"])
    features = functools.partial(_features, work)

    def run(paths):
        """The features of the plain copies; those of the others are computed and come back as well."""
        clips = pool.map(features, paths, chunksize=4)
        return np.stack([copies[0] for copies in clips])

    return run


def _features(work, path):
    rate = work["sampleRate"]
    samples, recorded_rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    if recorded_rate != rate:
        mono = soxr.resample(mono, recorded_rate, rate, "HQ")
    clip, _ = librosa.effects.trim(mono, top_db=work["trimDb"])
    copies = [
        clip,
        _with_noise(clip, work["noiseSnrDb"]),
        librosa.effects.time_stretch(clip, rate=work["stretchRate"]),
        librosa.effects.pitch_shift(clip, sr=rate, n_steps=work["pitchSemitones"]),
    ]
    length = round(work["clipSeconds"] * rate)
    return np.stack([_mfcc(_fit(copy, length), work) for copy in copies])


def _with_noise(clip, snr_db):
    deviation = np.sqrt(np.mean(clip**2) / 10 ** (snr_db / 10))
    noise = np.random.default_rng(1).standard_normal(len(clip), dtype=np.float32)
    return clip + np.float32(deviation) * noise


def _fit(samples, length):
    """emovox's defaults: the start of what is longer, zeros before what is shorter."""
    kept = samples[:length]
    return np.pad(kept, (length - len(kept), 0))


def _mfcc(samples, work):
    return librosa.feature.mfcc(
        y=samples,
        sr=work["sampleRate"],
        n_mfcc=work["nMfcc"],
        n_fft=work["nFft"],
        hop_length=work["hopLength"],
        n_mels=work["nMels"],
    ).T
