"""Writes the small FLAC and MP3 files beside this script: a synthetic tone, as test/audio/decode.test.ts expects it.

Needs numpy and soundfile (libsndfile 1.1 or newer).
"""

from pathlib import Path

import numpy as np
import soundfile

HERE = Path(__file__).parent
RATE = 8000
t = np.arange(2000) / RATE
left = 0.5 * np.sin(2 * np.pi * 440 * t)
right = 0.25 * np.sin(2 * np.pi * 440 * t)

soundfile.write(HERE / "tone_16.flac", np.stack([left, right], axis=1), RATE, subtype="PCM_16")
soundfile.write(HERE / "tone_24.flac", left, RATE, subtype="PCM_24")
soundfile.write(HERE / "tone.mp3", left, RATE, format="MP3")
