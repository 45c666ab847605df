#include "rate_ratio.h"

#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "error.h"

namespace emovox {

void check_rates(double from_rate, double to_rate) {
  for (const double rate : {from_rate, to_rate}) {
    if (std::isfinite(rate) && rate > 0) continue;
    throw Error("INVALID_OPTION",
                "sample rates: expected positive numbers of Hz, found " + std::to_string(rate));
  }
  const double ratio = to_rate / from_rate;
  if (ratio >= 1.0 / 256 && ratio <= 256) return;
  throw Error("INVALID_OPTION", "sample rates: expected a ratio of 1/256 to 256, found " +
                                    std::to_string(from_rate) + " to " + std::to_string(to_rate) + " Hz");
}

std::optional<Ratio> whole_ratio(double from_rate, double to_rate) {
  constexpr double kMost = std::numeric_limits<int>::max();
  if (from_rate != std::floor(from_rate) || to_rate != std::floor(to_rate)) return std::nullopt;
  if (from_rate > kMost || to_rate > kMost) return std::nullopt;
  const int from = static_cast<int>(from_rate);
  const int to = static_cast<int>(to_rate);
  const int divisor = std::gcd(from, to);
  return Ratio{to / divisor, from / divisor};
}

}  // namespace emovox
