#include <math.h>

#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// Of every lane: the least of decibels[m] - offsets[m] over the bands m above the floor; infinity for none.
void weakest_bands(const float* decibels, const float* offsets, int bands, float floor, float* weakest) {
  const auto* values = reinterpret_cast<const Floats*>(decibels);
  const Floats none = broadcast(HUGE_VALF);
  Floats least = none;
  for (int m = 0; m < bands; m++) {
    const Floats above = values[m] > broadcast(floor) ? values[m] - offsets[m] : none;
    least = minimum(above, least);
  }
  store(weakest, least);
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
