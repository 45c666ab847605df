#pragma once
#include <cstddef>
#include <vector>

namespace emovox {

// Samples played `rate` times as fast at their own pitch, by a phase vocoder (phase_vocoder.h) with frames of
// n_fft samples. Exactly round(count / rate) samples; place t of the source is heard at t / rate throughout,
// transients included. Any count will do; a rate of 1 gives a copy. Throws INVALID_OPTION for a rate outside
// of 0.1 .. 10 or a bad n_fft; NON_FINITE.
std::vector<float> time_stretch(const float* samples, size_t count, double rate, int n_fft = 1024);

}  // namespace emovox
