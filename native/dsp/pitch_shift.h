#pragma once
#include <cstddef>
#include <vector>

#include "resample.h"

namespace emovox {

// Samples raised by so many semitones (twelfths of an octave; negative: lowered) at their own speed, as
// librosa.effects.pitch_shift: stretched in time by 2^(semitones / 12), then resampled back to the same
// length. 0 semitones give a copy. Formants move along, or stay where they are if asked for. sample_rate, in
// Hz, only gives the factor a scale. Throws INVALID_OPTION for semitones outside of -36 .. 36, a bad n_fft or
// sample_rate; NON_FINITE.
std::vector<float> pitch_shift(const float* samples, size_t count, double semitones, double sample_rate,
                               int n_fft = 1024, ResampleQuality quality = ResampleQuality::kBest,
                               bool preserve_formants = false);

}  // namespace emovox
