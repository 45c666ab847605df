#pragma once
#include <cstddef>
#include <optional>
#include <vector>

namespace emovox {

// Every frequency f gets the spectral envelope that the source has at f * factor, that is, formants move by
// 1 / factor while partials stay. The envelope is made of so many cepstral coefficients.
struct FormantMove {
  double factor;
  int coefficients;
};

// Samples played `rate` times as fast at their own pitch, by a phase vocoder (phase_vocoder.h) with frames of
// n_fft samples. Exactly round(count / rate) samples; place t of the source is heard at t / rate throughout,
// transients included. Any count will do; a rate of 1 gives a copy. Throws INVALID_OPTION for a rate outside
// of 0.1 .. 10 or a bad n_fft; NON_FINITE.
std::vector<float> time_stretch(const float* samples, size_t count, double rate, int n_fft = 1024,
                                const std::optional<FormantMove>& formants = std::nullopt);

}  // namespace emovox
