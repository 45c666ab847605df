#include "finite.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "error.h"

namespace emovox {

float finite_peak(const float* samples, size_t count) {
  float peak = 0;
  for (size_t i = 0; i < count; i++) {
    if (!std::isfinite(samples[i])) {
      throw Error("NON_FINITE", "samples: expected finite numbers, found " +
                                    std::string(std::isnan(samples[i]) ? "NaN" : "infinity") + " at index " +
                                    std::to_string(i));
    }
    peak = std::max(peak, std::fabs(samples[i]));
  }
  return peak;
}

}  // namespace emovox
