#pragma once
#include <cstddef>

namespace emovox {

// The largest magnitude among samples that must all be finite; 0 for none.
// Throws NON_FINITE, naming the index of the first NaN or infinity.
float finite_peak(const float* samples, size_t count);

// Looks at what became of samples of that peak, which may lie beyond the largest float though they do not.
// Costs nothing where they are not absurdly loud. Throws NON_FINITE.
void check_result(const float* result, size_t count, float peak);

}  // namespace emovox
