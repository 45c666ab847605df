#include "phase_bank.h"

#include <algorithm>
#include <vector>

namespace emovox {
namespace {

// Of a position between samples b and b + 1 the filter reaches samples b - reach + 1 to b + reach. Up to a
// whole stride.
int taps_a_phase(const SincFilter& filter) {
  constexpr int kStride = simd::kTapStride;
  return (2 * filter.reach() + kStride - 1) / kStride * kStride;
}

}  // namespace

size_t PhaseBank::memory(const SincFilter& filter, int up) {
  return static_cast<size_t>(up) * taps_a_phase(filter) * sizeof(float);
}

PhaseBank::PhaseBank(const SincFilter& filter, int up, int down)
    : up_(up),
      down_(down),
      reach_(filter.reach()),
      taps_a_phase_(taps_a_phase(filter)),
      taps_(static_cast<size_t>(up) * taps_a_phase_) {
  float* tap = taps_.data();
  for (int phase = 0; phase < up; phase++) {
    const double fraction = static_cast<double>(phase) / up;
    for (int k = 0; k < taps_a_phase_; k++) *tap++ = static_cast<float>(filter.at(fraction, reach_ - 1 - k));
  }
}

PhaseBank::PhaseBank(const Interpolator& interpolator, int up, int down)
    : up_(up),
      down_(down),
      reach_(Interpolator::kAfter),
      taps_a_phase_(Interpolator::kTaps),
      taps_(static_cast<size_t>(up) * taps_a_phase_) {
  for (int phase = 0; phase < up; phase++) {
    interpolator.taps_at(static_cast<double>(phase) / up,
                         taps_.data() + static_cast<size_t>(phase) * taps_a_phase_);
  }
}

void PhaseBank::run(const float* samples, int phase, float* out, size_t out_count,
                    const simd::Kernels& kernels) const {
  kernels.filter_phases({taps_.data(), taps_a_phase_, up_, down_, phase}, samples, out_count, out);
}

void PhaseBank::process(const float* samples, size_t count, float* out, size_t out_count,
                        const simd::Kernels& kernels) const {
  if (out_count == 0) return;
  // As far as the last output's taps reach, in whole strides.
  const size_t last = (out_count - 1) * down_ / up_;
  std::vector<float> padded(std::max(last + taps_a_phase_, count + reach_));
  std::copy(samples, samples + count, padded.begin() + (reach_ - 1));
  run(padded.data(), 0, out, out_count, kernels);
}

}  // namespace emovox
