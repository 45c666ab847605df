#pragma once
#include <memory>

#include "spectral_feature.h"

namespace emovox {

// Where a spectrum's weight lies, and how it is spread: one number a frame each, of S, the magnitudes, or of
// P, the powers (Klapuri and Davy, Signal Processing Methods for Music Transcription, 2007, chapter 5). Bins
// are bin_hz apart. All are 0 for a frame of zeros, but the flatness, which is 1.

// sum f S / sum S, in Hz.
std::unique_ptr<const SpectralFeature> spectral_centroid(const simd::Kernels& kernels, int bins,
                                                         double bin_hz);
// sqrt(sum (f - centroid)^2 S / sum S), in Hz.
std::unique_ptr<const SpectralFeature> spectral_bandwidth(const simd::Kernels& kernels, int bins,
                                                          double bin_hz);
// The lowest f up to which sum S reaches roll_percent (0 to 1) of the whole, in Hz.
std::unique_ptr<const SpectralFeature> spectral_rolloff(const simd::Kernels& kernels, int bins, double bin_hz,
                                                        double roll_percent);
// The geometric mean of max(1e-10, P) over its arithmetic one: 1 for white, near 0 for a tone.
std::unique_ptr<const SpectralFeature> spectral_flatness(const simd::Kernels& kernels, int bins);

}  // namespace emovox
