"""Writes window.f32, mel.f32 and dct.f32: windows and DCTs by SciPy, mel banks by librosa. What is in them, in order:

  window.f32  hann, hamming, blackman and boxcar, periodic, of 9 samples
  mel.f32     16 kHz, n_fft 128, 10 bands, 65 bins: Slaney's scale with and without norm, HTK's with and without norm
  dct.f32     of the sequence 1, -2, 3.5, 0.25, -1, 7: types 1, 2, 3, each ortho and not

Usage: python transforms.py (needs librosa 0.11).
"""
from pathlib import Path

import librosa
import numpy as np
import scipy.fftpack
import scipy.signal

FOLDER = Path(__file__).parent


def write(name, arrays):
    np.concatenate([np.ravel(a) for a in arrays]).astype("<f4").tofile(FOLDER / name)


write("window.f32", [scipy.signal.get_window(w, 9) for w in ("hann", "hamming", "blackman", "boxcar")])
write(
    "mel.f32",
    [
        librosa.filters.mel(sr=16000, n_fft=128, n_mels=10, fmin=50, fmax=7000, htk=htk, norm=norm)
        for htk in (False, True)
        for norm in ("slaney", None)
    ],
)
x = np.array([1, -2, 3.5, 0.25, -1, 7])
write("dct.f32", [scipy.fftpack.dct(x, type=t, norm=norm) for t in (1, 2, 3) for norm in ("ortho", None)])
