#include "simd/kernel.h"
#include "simd/resample_plans.h"
#include "simd/transpose.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

// Still to be summed over the lanes. Two sums, so that one addition need not wait for the last.
Floats products_of(const float* taps, const float* x, int count) {
  Floats even = {};
  Floats odd = {};
  int k = 0;
  for (; k + 2 * kLanes <= count; k += 2 * kLanes) {
    even += load(taps + k) * load(x + k);
    odd += load(taps + k + kLanes) * load(x + k + kLanes);
  }
  if (k < count) even += load(taps + k) * load(x + k);
  return even + odd;
}

}  // namespace

void filter_phases(const PhaseBankPlan& plan, const float* samples, size_t count, float* out) {
  const int whole_step = plan.down / plan.up;
  const int phase_step = plan.down % plan.up;
  int phase = plan.phase;
  const float* x = samples;
  for (size_t o = 0; o < count; o += kLanes) {
    const size_t left = count - o;
    Floats sums[kLanes] = {};
    for (int lane = 0; lane < kLanes && static_cast<size_t>(lane) < left; lane++) {
      const size_t row = static_cast<size_t>(phase) * static_cast<size_t>(plan.taps);
      sums[lane] = products_of(plan.taps_of_phase + row, x, plan.taps);
      x += whole_step;
      phase += phase_step;
      if (phase >= plan.up) {
        phase -= plan.up;
        x++;
      }
    }
    const Floats sum = sums_of(sums);
    if (left >= static_cast<size_t>(kLanes)) {
      store(out + o, sum);
    } else {
      memcpy(out + o, &sum, left * sizeof(float));
    }
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
