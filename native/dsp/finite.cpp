#include "finite.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "error.h"
#include "simd/kernels.h"

namespace emovox {

float finite_peak(const float* samples, size_t count) {
  const float peak = simd::kernels().largest_magnitude(samples, count);
  if (std::isfinite(peak)) return peak;
  const float* odd = std::find_if(samples, samples + count, [](float x) { return !std::isfinite(x); });
  throw Error("NON_FINITE", "samples: expected finite numbers, found " +
                                std::string(std::isnan(*odd) ? "NaN" : "infinity") + " at index " +
                                std::to_string(odd - samples));
}

}  // namespace emovox
