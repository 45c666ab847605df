#pragma once
#include <cstddef>

#include "framing.h"
#include "simd/kernels.h"

namespace emovox {

// One number a frame, `frames` of them, written `stride` apart. The framing's own way of padding is used.

// The root of the mean of the squares, as librosa.feature.rms.
void rms(const simd::Kernels& kernels, const Framing& framing, const float* samples, size_t count,
         size_t frames, float* out, size_t stride);

// The share of a frame's samples that have another sign than the one before, as
// librosa.feature.zero_crossing_rate: samples within 1e-10 of zero count as positive.
void zero_crossing_rate(const simd::Kernels& kernels, const Framing& framing, const float* samples,
                        size_t count, size_t frames, float* out, size_t stride);

}  // namespace emovox
