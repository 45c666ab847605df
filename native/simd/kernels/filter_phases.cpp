#include "simd/kernel.h"
#include "simd/tap_sums.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

// Still to be summed over the lanes. count: a multiple of kTapStride.
inline Floats products_of(const float* taps, const float* x, int count) {
  TapSums sums;
  for (ptrdiff_t i = 0; i < kPartialSums; i++) sums.parts[i] = load(taps + i * kLanes) * load(x + i * kLanes);
  for (ptrdiff_t k = kTapStride; k < count; k += kTapStride) {
    for (ptrdiff_t i = 0; i < kPartialSums; i++) {
      sums.parts[i] += load(taps + k + i * kLanes) * load(x + k + i * kLanes);
    }
  }
  return folded(sums);
}

// Where the next output's filter and samples are.
struct Place {
  const float* x;
  int phase;
};

inline void step(const PhaseBankPlan& plan, int whole_step, int phase_step, Place& place) {
  place.x += whole_step;
  place.phase += phase_step;
  if (place.phase >= plan.up) {
    place.phase -= plan.up;
    place.x++;
  }
}

inline void filter(const PhaseBankPlan& plan, int taps, const float* samples, size_t count, float* out) {
  const int whole_step = plan.down / plan.up;
  const int phase_step = plan.down % plan.up;
  Place place = {samples, plan.phase};
  for (size_t o = 0; o < count; o += kLanes) {
    const size_t left = count - o;
    Floats rows[kLanes];
    for (size_t lane = 0; lane < kLanes; lane++) {
      rows[lane] =
          products_of(plan.taps_of_phase + static_cast<ptrdiff_t>(place.phase) * taps, place.x, taps);
      if (lane + 1 < left) step(plan, whole_step, phase_step, place);
    }
    store_some(out + o, sums_of(rows), left);
  }
}

}  // namespace

void filter_phases(const PhaseBankPlan& plan, const float* samples, size_t count, float* out) {
  // The interpolator's taps are so few that the loop over them is worth unrolling.
  if (plan.taps == InterpolatorPlan::kTaps) return filter(plan, InterpolatorPlan::kTaps, samples, count, out);
  filter(plan, plan.taps, samples, count, out);
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
