"""kaldi-native-fbank: Kaldi's MFCCs, so only the time is comparable."""

from importlib.metadata import version

import numpy as np

from worker import serve


def load():
    import kaldi_native_fbank as kaldi

    def mfcc(work):
        rate = work["sampleRate"]
        options = kaldi.MfccOptions()
        options.frame_opts.samp_freq = rate
        options.frame_opts.frame_length_ms = 1000 * work["nFft"] / rate
        options.frame_opts.frame_shift_ms = 1000 * work["hopLength"] / rate
        options.frame_opts.dither = 0
        options.mel_opts.num_bins = work["nMels"]
        options.num_ceps = work["nMfcc"]

        def run(samples):
            computer = kaldi.OnlineMfcc(options)
            computer.accept_waveform(rate, samples)
            computer.input_finished()
            return np.stack([computer.get_frame(frame) for frame in range(computer.num_frames_ready)])

        return run

    return "kaldi-native-fbank", version("kaldi-native-fbank"), {"mfcc": mfcc}


if __name__ == "__main__":
    serve(load)
