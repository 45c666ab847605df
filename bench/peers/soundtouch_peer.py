"""SoundTouch, which works in the time domain, through its C interface (SoundTouchDLL.h)."""

import ctypes
import ctypes.util

import numpy as np

from worker import serve

SAMPLES = ctypes.POINTER(ctypes.c_float)


def load():
    library = ctypes.CDLL(ctypes.util.find_library("SoundTouchDll") or "libSoundTouchDll.so.1")
    library.soundtouch_getVersionString.restype = ctypes.c_char_p
    library.soundtouch_createInstance.restype = ctypes.c_void_p
    for name, arguments in {
        "destroyInstance": [],
        "setSampleRate": [ctypes.c_uint],
        "setChannels": [ctypes.c_uint],
        "setTempo": [ctypes.c_float],
        "setPitchSemiTones": [ctypes.c_float],
        "putSamples": [SAMPLES, ctypes.c_uint],
        "flush": [],
        "receiveSamples": [SAMPLES, ctypes.c_uint],
    }.items():
        getattr(library, f"soundtouch_{name}").argtypes = [ctypes.c_void_p, *arguments]

    def process(samples, rate, tempo, semitones):
        length = round(len(samples) / tempo)
        result = np.zeros(length, np.float32)
        handle = library.soundtouch_createInstance()
        library.soundtouch_setSampleRate(handle, rate)
        library.soundtouch_setChannels(handle, 1)
        library.soundtouch_setTempo(handle, tempo)
        library.soundtouch_setPitchSemiTones(handle, semitones)
        library.soundtouch_putSamples(handle, samples.ctypes.data_as(SAMPLES), len(samples))
        library.soundtouch_flush(handle)
        got = 0
        while got < length:
            rest = result[got:]
            count = library.soundtouch_receiveSamples(handle, rest.ctypes.data_as(SAMPLES), len(rest))
            if count == 0:
                break
            got += count
        library.soundtouch_destroyInstance(handle)
        return result

    def stretch(work):
        return lambda samples: process(samples, work["sampleRate"], work["rate"], 0)

    def pitch(work):
        return lambda samples: process(samples, work["sampleRate"], 1, work["semitones"])

    version = library.soundtouch_getVersionString().decode()
    return "soundtouch", version, {"stretch": stretch, "pitch": pitch}


if __name__ == "__main__":
    serve(load)
