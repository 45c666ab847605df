#include <math.h>

#include "simd/kernel.h"
#include "simd/transpose.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

// Above its two neighbours on either side.
inline Ints is_peak(const Floats* power, int k) {
  return (power[k] > power[k - 1]) & (power[k] >= power[k + 1]) & (power[k] > power[k - 2]) &
         (power[k] >= power[k + 2]);
}

inline Ints select(Ints condition, Ints yes, Ints no) { return condition ? yes : no; }

}  // namespace

// owners, of every frame a row: the peak that each bin goes along with; plan.bins (none) for all where there
// is no peak. A peak's region reaches down to the lowest bin between it and the next peak: bin k belongs to
// the peak below it, p, and not to the one above it, q, if all of the bins p + 1 .. k are above the lowest of
// k + 1 .. q - 1. Which of them are is found in one pass up and one down, with the lowest so far.
//
// powers: a lane array. work: two lane arrays of plan.stride numbers.
void peak_regions(const VocoderPlan& plan, const float* powers, float* work, int32_t* owners) {
  const auto* power = reinterpret_cast<const Floats*>(powers);
  auto* lowest_since = reinterpret_cast<Floats*>(work);  // between the peak below, and k
  auto* owner = reinterpret_cast<Ints*>(work + plan.stride * kLanes);
  const Ints none = broadcast(int32_t{plan.bins});
  const Floats infinity = broadcast(HUGE_VALF);

  Ints below = none;
  Floats lowest = -infinity;  // as there is none yet, all bins belong to the first peak
  for (int k = 0; k < plan.bins; k++) {
    lowest = minimum(lowest, power[k]);
    if (k >= 2 && k < plan.bins - 2) {
      const Ints peak = is_peak(power, k);
      below = select(peak, broadcast(int32_t{k}), below);
      lowest = peak ? infinity : lowest;
    }
    lowest_since[k] = lowest;
    owner[k] = below;
  }

  Ints above = none;
  lowest = -infinity;
  for (int k = plan.bins - 1; k >= 0; k--) {
    const Ints peak = owner[k] == k;
    above = select(peak, owner[k], above);
    owner[k] = select(lowest_since[k] > lowest, owner[k], above);
    lowest = peak ? infinity : minimum(lowest, power[k]);
  }

  for (int first = 0; first < plan.stride; first += kLanes) {
    Floats rows[kLanes];
    for (int j = 0; j < kLanes; j++) rows[j] = floats_of(first + j < plan.bins ? owner[first + j] : none);
    transpose(rows);
    for (int lane = 0; lane < kLanes; lane++) {
      memcpy(owners + lane * plan.stride + first, &rows[lane], sizeof(Floats));
    }
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
