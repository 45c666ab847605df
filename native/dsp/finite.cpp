#include "finite.h"

#include <algorithm>
#include <cmath>
#include <sstream>
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

void check_result(const float* result, size_t count, float peak) {
  // 130 dB below the largest float: more than all that is done to samples amplifies them.
  constexpr float kLoud = 1e25f;
  if (peak < kLoud || std::all_of(result, result + count, [](float value) { return std::isfinite(value); }))
    return;
  std::ostringstream message;
  message << "samples: expected a result that floats can hold, found none: the samples reach " << peak;
  throw Error("NON_FINITE", message.str());
}

}  // namespace emovox
