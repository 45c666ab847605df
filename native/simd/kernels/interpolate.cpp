#include "simd/kernel.h"
#include "simd/resample_plans.h"
#include "simd/transpose.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

constexpr ptrdiff_t kTaps = InterpolatorPlan::kTaps;
constexpr int kPieces = InterpolatorPlan::kPieces;

// The products at a position, still to be summed over the lanes.
Floats products_at(const InterpolatorPlan& plan, const float* samples, double position) {
  const auto index = static_cast<int64_t>(position);
  const float place = static_cast<float>((position - static_cast<double>(index)) * kPieces);
  auto piece = static_cast<ptrdiff_t>(place);
  if (piece > kPieces - 1) piece = kPieces - 1;  // where the float was rounded up
  const float t = place - static_cast<float>(piece);
  const float* c0 = plan.cubics + piece * InterpolatorPlan::kPowers * kTaps;
  const float* x = samples + index;
  Floats sum = {};
  for (ptrdiff_t i = 0; i < kTaps; i += kLanes) {
    const float* c = c0 + i;
    const Floats tap = ((load(c + 3 * kTaps) * t + load(c + 2 * kTaps)) * t + load(c + kTaps)) * t + load(c);
    sum += tap * load(x + i);
  }
  return sum;
}

}  // namespace

void interpolate(const InterpolatorPlan& plan, const float* samples, double step, size_t count, float* out) {
  for (size_t i = 0; i < count; i += kLanes) {
    const size_t left = count - i;
    Floats sums[kLanes];
    for (int lane = 0; lane < kLanes; lane++) {
      const size_t o = i + (static_cast<size_t>(lane) < left ? lane : 0);
      sums[lane] = products_at(plan, samples, static_cast<double>(o) * step);
    }
    const Floats sum = sums_of(sums);
    if (left >= static_cast<size_t>(kLanes)) {
      store(out + i, sum);
    } else {
      memcpy(out + i, &sum, left * sizeof(float));
    }
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
