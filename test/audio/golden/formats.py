"""Writes the small FLAC and MP3 files beside this script: a synthetic tone, as test/audio/decode.test.ts expects it.

Needs numpy and soundfile (libsndfile 1.1 or newer).
"""

from pathlib import Path

import numpy as np
import soundfile

HERE = Path(__file__).parent
RATE = 8000


def tone(samples, amplitude):
    return amplitude * np.sin(2 * np.pi * 440 * np.arange(samples) / RATE)


# Two FLAC frames (of 4096 samples), so that one is left when the file is cut off.
soundfile.write(HERE / "tone_16.flac", np.stack([tone(6000, 0.5), tone(6000, 0.25)], axis=1), RATE, subtype="PCM_16")
soundfile.write(HERE / "tone_24.flac", tone(2000, 0.5), RATE, subtype="PCM_24")
soundfile.write(HERE / "tone.mp3", tone(2000, 0.5), RATE, format="MP3")
