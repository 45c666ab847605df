"""python_speech_features: HTK-like MFCCs, so only the time is comparable."""

from importlib.metadata import version

from worker import serve


def load():
    import logging

    import python_speech_features

    # It warns at every call that a frame is longer than the FFT.
    logging.disable(logging.WARNING)

    def mfcc(work):
        rate = work["sampleRate"]
        options = {
            "winlen": work["nFft"] / rate,
            "winstep": work["hopLength"] / rate,
            "numcep": work["nMfcc"],
            "nfilt": work["nMels"],
            "nfft": work["nFft"],
        }
        return lambda samples: python_speech_features.mfcc(samples, rate, **options)

    return "python_speech_features", version("python_speech_features"), {"mfcc": mfcc}


if __name__ == "__main__":
    serve(load)
