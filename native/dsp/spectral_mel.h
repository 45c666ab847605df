#pragma once
#include <memory>

#include "mel.h"
#include "spectral_feature.h"

namespace emovox {

// The powers in mel bands, as librosa.feature.melspectrogram.
std::unique_ptr<const SpectralFeature> mel_spectrum(const simd::Kernels& kernels, const MelOptions& options);

// The same in decibels, as librosa.power_to_db: 10 log10(max(amin, power)), raised to top_db below the clip's
// loudest value (top_db < 0: not raised). amin must be a normal float.
std::unique_ptr<const SpectralFeature> log_mel(const simd::Kernels& kernels, const MelOptions& options,
                                               double amin, double top_db);

}  // namespace emovox
