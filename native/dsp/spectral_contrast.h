#pragma once
#include <memory>

#include "feature_options.h"
#include "spectral_feature.h"

namespace emovox {

// How far the peaks of each octave stand out of its valleys, as librosa.feature.spectral_contrast (Jiang, Lu,
// Zhang, Tao and Cai, 2002), in its decibels: 10 log10 of the mean of the largest magnitudes minus that of
// the smallest, both raised to 80 dB below the clip's largest. The bands are 0 to f_min, then octaves, the
// last of which reaches up to half the sample rate.
//
// Throws INVALID_OPTION (contrastBands) for octaves beyond half the sample rate, or narrower than two bins.
std::unique_ptr<const SpectralFeature> spectral_contrast(const simd::Kernels& kernels,
                                                         const SpectralOptions& options,
                                                         const MfccOptions& frames);

}  // namespace emovox
