#include "finite.h"

#include <algorithm>
#include <cmath>
#include <sstream>
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
