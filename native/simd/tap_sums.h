#pragma once
#include "simd/resample_plans.h"
#include "simd/transpose.h"
#include "simd/vector.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// A sum of many products in an order that does not depend on the number of lanes: kTapStride partial sums, of
// which number j takes the products j, j + kTapStride, j + 2 kTapStride, ...; these are then added as a
// balanced tree, j to j + kTapStride / 2 first. So every instruction set has the same result, bit for bit.
constexpr int kPartialSums = kTapStride / kLanes;

struct TapSums {
  Floats parts[kPartialSums];
};

// The tree's upper levels: down to one vector, for sums_of().
inline Floats folded(TapSums& sums) {
  for (int count = kPartialSums / 2; count > 0; count /= 2) {
    for (int i = 0; i < count; i++) sums.parts[i] += sums.parts[i + count];
  }
  return sums.parts[0];
}

// Up to kLanes of them.
inline void store_some(float* to, Floats values, size_t count) {
  if (count >= static_cast<size_t>(kLanes)) {
    store(to, values);
  } else {
    memcpy(to, &values, count * sizeof(float));
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
