#pragma once
#include <cstddef>
#include <vector>

#include "simd/kernels.h"

namespace emovox {

// Where sound sets in abruptly (clicks, plosive bursts), in samples, ascending, at least `span` apart and
// known to span / 8. The energy of the signal's first difference is taken in blocks of span / 8: a transient
// is a block, or pair of blocks, at least 12 dB above the mean of the `span` before it, that is already about
// as strong as anything in the `span` after it. Soft onsets, which go on rising, and glottal pulses, which
// follow others, are none.
//
// scale: what brings the largest sample near to 1.
std::vector<size_t> find_transients(const float* samples, size_t count, float scale, size_t span,
                                    const simd::Kernels& kernels = simd::kernels());

}  // namespace emovox
