#pragma once
#include <cstddef>
#include <vector>

#include "simd/kernel_table.h"

namespace emovox {

// Raises a stretched copy to the loudness that the source has at the same place. A phase vocoder makes
// noise-like sounds softer (by half a decibel at rates of 0.9 and 1.1), as overlapping frames of noise no
// longer fit each other; tones, which do, are left alone. Energies are compared over `reach` samples of the
// copy on either side, long enough to leave the course of syllables as it is; raised by 2.5 dB at most, never
// lowered.
void match_loudness(const float* samples, size_t count, float scale, double rate, size_t reach,
                    const simd::Kernels& kernels, std::vector<float>& copy);

}  // namespace emovox
