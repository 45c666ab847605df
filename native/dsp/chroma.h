#pragma once
#include <memory>
#include <vector>

#include "feature_options.h"
#include "spectral_feature.h"

namespace emovox {

// Weights [n_chroma][bins] of the spectrum's bins in each class of pitch, as librosa.filters.chroma: a
// Gaussian around each class, as wide as the bins are apart (in classes; at least one), normalised so that a
// bin's squares sum to 1, and a Gaussian of 2 octaves around the fifth above 27.5 Hz. Begins with C.
std::vector<float> chroma_bank(const SpectralOptions& options, const MfccOptions& frames);

// The power in each class of pitch, over the largest of the frame, as librosa.feature.chroma_stft (Ellis,
// 2007). 0 for a frame of zeros.
std::unique_ptr<const SpectralFeature> chroma(const simd::Kernels& kernels, const SpectralOptions& options,
                                              const MfccOptions& frames);

}  // namespace emovox
