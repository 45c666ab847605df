"""libsamplerate's best sinc converter, through python-samplerate."""

from worker import serve


def load():
    import samplerate

    def resample(work):
        ratio = work["toRate"] / work["fromRate"]
        return lambda samples: samplerate.resample(samples, ratio, "sinc_best")

    return "samplerate", f"BEST, {samplerate.__version__}", {"resample": resample}


if __name__ == "__main__":
    serve(load)
