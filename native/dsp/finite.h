#pragma once
#include <cstddef>

namespace emovox {

// The largest magnitude among samples that must all be finite; 0 for none.
// Throws NON_FINITE, naming the index of the first NaN or infinity.
float finite_peak(const float* samples, size_t count);

}  // namespace emovox
