"""torchaudio. Its pitch shift takes seconds and its resampler thousands of phases, so that neither is measured."""

from worker import serve


def load():
    import torch
    import torchaudio

    torch.set_num_threads(1)
    torch.set_grad_enabled(False)

    def mfcc(work):
        mel = {
            "n_fft": work["nFft"],
            "hop_length": work["hopLength"],
            "n_mels": work["nMels"],
            "mel_scale": "slaney",
            "norm": "slaney",
            "pad_mode": "constant",
        }
        transform = torchaudio.transforms.MFCC(
            sample_rate=work["sampleRate"], n_mfcc=work["nMfcc"], melkwargs=mel
        )
        return lambda samples: transform(torch.from_numpy(samples)).numpy().T

    def stretch(work):
        n_fft, hop = 2048, 512
        window = torch.hann_window(n_fft)
        vocoder = torchaudio.transforms.TimeStretch(hop_length=hop, n_freq=n_fft // 2 + 1)

        def run(samples):
            spectrum = torch.stft(torch.from_numpy(samples), n_fft, hop, window=window, return_complex=True)
            stretched = vocoder(spectrum, work["rate"])
            length = round(len(samples) / work["rate"])
            return torch.istft(stretched, n_fft, hop, window=window, length=length).numpy()

        return run

    return "torchaudio", torchaudio.__version__, {"mfcc": mfcc, "stretch": stretch}


if __name__ == "__main__":
    serve(load)
