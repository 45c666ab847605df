#include <math.h>

#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// Of every lane: the mean of the `extremes` smallest of `count` values (a lane array), and of as many
// largest; 1 to kMostExtremes of them, at most count. Those seen so far are kept sorted: a new value goes
// through them, each keeping the smaller (larger) and passing the other on.
void band_extremes(const float* values, int count, int extremes, float* lowest, float* highest) {
  const auto* v = reinterpret_cast<const Floats*>(values);
  Floats low[kMostExtremes];
  Floats high[kMostExtremes];
  for (int j = 0; j < extremes; j++) {
    low[j] = broadcast(HUGE_VALF);
    high[j] = broadcast(-HUGE_VALF);
  }
  for (int k = 0; k < count; k++) {
    Floats small = v[k];
    Floats large = v[k];
    for (int j = 0; j < extremes; j++) {
      const Floats kept = minimum(low[j], small);
      small = maximum(low[j], small);
      low[j] = kept;
      const Floats top = maximum(high[j], large);
      large = minimum(high[j], large);
      high[j] = top;
    }
  }
  Floats low_sum = {};
  Floats high_sum = {};
  for (int j = 0; j < extremes; j++) {
    low_sum += low[j];
    high_sum += high[j];
  }
  const float share = 1.0f / static_cast<float>(extremes);
  store(lowest, low_sum * share);
  store(highest, high_sum * share);
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
