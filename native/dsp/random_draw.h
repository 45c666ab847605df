#pragma once
#include <cstddef>
#include <cstdint>

#include "gaussian.h"

namespace emovox {

// Random numbers of several kinds from one seed.
class RandomDraw {
 public:
  explicit RandomDraw(uint64_t seed) : random_(seed), gaussian_(random_.next()) {}

  // From low up to, but not including, high.
  double uniform(double low, double high) {
    return low + (high - low) * (static_cast<double>(random_.next() >> 11) * 0x1p-53);
  }
  // 0 to count - 1; count is far below 2^53.
  size_t index(size_t count) { return static_cast<size_t>(uniform(0, static_cast<double>(count))); }
  // Mean 0, deviation 1.
  double normal() { return gaussian_.next(); }

 private:
  Xoshiro256 random_;
  Gaussian gaussian_;
};

}  // namespace emovox
