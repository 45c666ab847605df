#pragma once
#include <optional>

namespace emovox {

// to_rate / from_rate as up / down.
struct Ratio {
  int up;
  int down;
};

// Throws INVALID_OPTION for rates that are not positive or whose ratio is beyond 1/256 .. 256.
void check_rates(double from_rate, double to_rate);

// The ratio of rates that are whole numbers of Hz, in lowest terms.
std::optional<Ratio> whole_ratio(double from_rate, double to_rate);

}  // namespace emovox
