"""soxr HQ, which is also what librosa.resample calls."""

from worker import serve


def load():
    import soxr

    def resample(work):
        return lambda samples: soxr.resample(samples, work["fromRate"], work["toRate"], "HQ")

    return "soxr", f"HQ, {soxr.__version__}", {"resample": resample}


if __name__ == "__main__":
    serve(load)
