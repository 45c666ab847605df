"""librosa, and librosa with soxr for the corpus job."""

from worker import serve


def load():
    import librosa
    import librosa_corpus

    def mfcc(work):
        options = {
            "sr": work["sampleRate"],
            "n_mfcc": work["nMfcc"],
            "n_fft": work["nFft"],
            "hop_length": work["hopLength"],
            "n_mels": work["nMels"],
        }
        return lambda samples: librosa.feature.mfcc(y=samples, **options).T

    def stretch(work):
        return lambda samples: librosa.effects.time_stretch(samples, rate=work["rate"])

    def pitch(work):
        return lambda samples: librosa.effects.pitch_shift(
            samples, sr=work["sampleRate"], n_steps=work["semitones"]
        )

    plans = {"mfcc": mfcc, "stretch": stretch, "pitch": pitch, "corpus": librosa_corpus.plan}
    return "librosa", librosa.__version__, plans


if __name__ == "__main__":
    serve(load)
