#include <math.h>

#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// Of every lane: the mean of the `extremes` smallest of `count` values (a lane array), and of as many
// largest; 1 to kMostExtremes of them, at most count. Those seen so far are kept sorted: a new value goes
// through them, each keeping the smaller (larger) and passing the other on.
void band_extremes(const float* values, int count, int extremes, float* low, float* high) {
  const auto* v = reinterpret_cast<const Floats*>(values);
  Floats least[kMostExtremes];
  Floats most[kMostExtremes];
  for (int j = 0; j < extremes; j++) {
    least[j] = broadcast(HUGE_VALF);
    most[j] = broadcast(-HUGE_VALF);
  }
  for (int k = 0; k < count; k++) {
    Floats small = v[k];
    Floats large = v[k];
    for (int j = 0; j < extremes; j++) {
      const Floats kept = minimum(least[j], small);
      small = maximum(least[j], small);
      least[j] = kept;
      const Floats top = maximum(most[j], large);
      large = minimum(most[j], large);
      most[j] = top;
    }
  }
  Floats low_sum = {};
  Floats high_sum = {};
  for (int j = 0; j < extremes; j++) {
    low_sum += least[j];
    high_sum += most[j];
  }
  const float share = 1.0f / static_cast<float>(extremes);
  store(low, low_sum * share);
  store(high, high_sum * share);
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
