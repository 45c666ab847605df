#include "loudness.h"

#include <algorithm>
#include <cmath>

namespace emovox {
namespace {

constexpr double kMostGain = 1.33;
constexpr size_t kBlocksPerReach = 8;

// The mean power between any two places of a signal, silent outside, to a block's mean within a block.
class Powers {
 public:
  Powers(const float* samples, size_t count, float scale, size_t block, const simd::Kernels& kernels)
      : block_(static_cast<double>(block)) {
    std::vector<float> energies((count + block - 1) / block);
    kernels.block_energies(samples, count, block, scale, energies.data());
    sums_.reserve(energies.size() + 1);
    sums_.push_back(0);
    for (const float energy : energies) sums_.push_back(sums_.back() + energy);
  }
  double between(double from, double to) const {
    return (energy_before(to) - energy_before(from)) / (to - from);
  }

 private:
  double energy_before(double place) const {
    const double at = std::clamp(place / block_, 0.0, static_cast<double>(sums_.size() - 1));
    const size_t below = std::min(static_cast<size_t>(at), sums_.size() - 1);
    const size_t above = std::min(below + 1, sums_.size() - 1);
    return sums_[below] + (at - static_cast<double>(below)) * (sums_[above] - sums_[below]);
  }

  double block_;
  std::vector<double> sums_;  // of the energies of the blocks before
};

}  // namespace

void match_loudness(const float* samples, size_t count, float scale, double rate, size_t reach,
                    const simd::Kernels& kernels, std::vector<float>& copy) {
  const size_t block = std::max<size_t>(reach / kBlocksPerReach, 1);
  const Powers wanted(samples, count, scale, block, kernels);
  const Powers found(copy.data(), copy.size(), scale, block, kernels);
  const auto gain_at = [&](size_t place) {
    const auto from = static_cast<double>(place) - static_cast<double>(reach);
    const auto to = static_cast<double>(place + reach);
    const double power = found.between(from, to);
    const double ratio = power > 0 ? wanted.between(from * rate, to * rate) / power : 1;
    return static_cast<float>(std::sqrt(std::clamp(ratio, 1.0, kMostGain * kMostGain)));
  };
  float next = gain_at(0);
  for (size_t start = 0; start < copy.size(); start += block) {
    const float gain = next;
    next = gain_at(start + block);
    const float step = (next - gain) / static_cast<float>(block);
    const size_t end = std::min(start + block, copy.size());
    for (size_t i = start; i < end; i++) copy[i] *= gain + step * static_cast<float>(i - start);
  }
}

}  // namespace emovox
