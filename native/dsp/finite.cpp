#include "finite.h"

#include <cmath>
#include <string>

#include "error.h"
#include "simd/kernels.h"

namespace emovox {

float finite_peak(const float* samples, size_t count) {
  const float peak = simd::kernels().largest_magnitude(samples, count);
  if (std::isfinite(peak)) return peak;
  size_t i = 0;
  while (std::isfinite(samples[i])) i++;
  throw Error("NON_FINITE", "samples: expected finite numbers, found " +
                                std::string(std::isnan(samples[i]) ? "NaN" : "infinity") + " at index " +
                                std::to_string(i));
}

}  // namespace emovox
