#include "envelope_shift.h"

#include <algorithm>
#include <cmath>

namespace emovox {
namespace {

constexpr double kTurn = 2 * 3.14159265358979323846;
constexpr int kBlock = simd::EnvelopePlan::kBlock;

}  // namespace

// With L the logarithm of a spectrum of `size` = N points, the even one, c[q] = 1/N sum_k L[k] cos(2 pi q k /
// N) over all of them, and the envelope is c[0] + 2 sum_q c[q] cos(2 pi q k / N). Over the lower half of k
// the ends count once, the others twice.
EnvelopeShift::EnvelopeShift(int size, int coefficients, double factor) : bins_(size / 2 + 1) {
  std::vector<float> circle(size);
  for (int i = 0; i < size; i++) circle[i] = static_cast<float>(std::cos(kTurn * i / size));
  const int blocks = (coefficients + kBlock - 1) / kBlock;
  for (int block = 0; block < blocks; block++) {
    for (int k = 0; k < bins_; k++) {
      for (int q = block * kBlock; q < (block + 1) * kBlock; q++) {
        cosines_.push_back(circle[static_cast<size_t>(q) * k % size]);
      }
    }
  }
  for (int q = 0; q < blocks * kBlock; q++) {
    const double weight = q == 0 ? 2.0 / size : 4.0 / size;
    weights_.push_back(static_cast<float>(q < coefficients ? weight : 0));
  }
  for (int k = 0; k < bins_; k++) {
    const double place = std::min(k * factor, bins_ - 1.0);
    below_.push_back(std::min(static_cast<int>(place), bins_ - 2));
    parts_.push_back(static_cast<float>(place - below_.back()));
  }
}

simd::EnvelopePlan EnvelopeShift::plan() const {
  return {bins_, static_cast<int>(weights_.size()) / kBlock, cosines_.data(), weights_.data()};
}

}  // namespace emovox
