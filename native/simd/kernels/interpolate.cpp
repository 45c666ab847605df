#include "simd/kernel.h"
#include "simd/tap_sums.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

constexpr ptrdiff_t kTaps = InterpolatorPlan::kTaps;
constexpr int kPieces = InterpolatorPlan::kPieces;
static_assert(kTaps == kTapStride, "every partial sum is one product");
static_assert(kPieces == 128, "the highest 7 bits of a fraction say which piece");

// Positions in units of 2^-32 samples: converting a double for each output takes longer than the output.
// Their error grows with every step, to 2^-29 after kStepsBeforeRounding, when it is taken anew.
constexpr size_t kStepsBeforeRounding = 16;
static_assert(kStepsBeforeRounding % kLanes == 0, "whole vectors");

uint64_t fixed_point(double position) {
  const auto whole = static_cast<int64_t>(position);
  const auto fraction = static_cast<int64_t>((position - static_cast<double>(whole)) * 4294967296.0);
  return static_cast<uint64_t>(whole * (int64_t{1} << 32) + fraction);
}

// The products at a position, still to be summed over the lanes.
inline Floats products_at(const float* parabolas, const float* samples, uint64_t position) {
  const auto fraction = static_cast<uint32_t>(position);
  const float* c = parabolas + static_cast<ptrdiff_t>(fraction >> 25) * (InterpolatorPlan::kPowers * kTaps);
  const float t = static_cast<float>(static_cast<int32_t>(fraction & 0x1ffffff)) * (1.0f / 0x2000000);
  const float* x = samples + (position >> 32);
  TapSums sums;
  for (int i = 0; i < kPartialSums; i++, c += kLanes, x += kLanes) {
    sums.parts[i] = ((load(c + 2 * kTaps) * t + load(c + kTaps)) * t + load(c)) * load(x);
  }
  return folded(sums);
}

}  // namespace

// Outputs o = 0 .. count - 1 at o * step, in samples.
void interpolate(const InterpolatorPlan& plan, const float* samples, double step, size_t count, float* out) {
  const uint64_t fixed_step = fixed_point(step);
  uint64_t position = 0;
  for (size_t i = 0; i < count; i += kLanes) {
    const size_t left = count - i;
    if (i % kStepsBeforeRounding == 0)
      position = fixed_point(static_cast<double>(static_cast<int64_t>(i)) * step);
    Floats rows[kLanes];
    for (size_t lane = 0; lane < kLanes; lane++) {
      rows[lane] = products_at(plan.parabolas, samples, position);
      if (lane + 1 < left) position += fixed_step;  // nothing is read beyond the last output's samples
    }
    store_some(out + i, sums_of(rows), left);
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
