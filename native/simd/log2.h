#pragma once
#include "simd/vector.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// log2 of positive normal numbers, within 2 units in the last place or 1e-7. x = 2^e m, m in [sqrt(1/2),
// sqrt(2)), and of m the polynomial of Cephes' logf (Moshier).
inline Floats log2(Floats x) {
  const int32_t kRootHalf = 0x3f3504f3;  // its bits
  const Ints bits = bits_of(x);
  const Ints exponent = (bits - kRootHalf) >> 23;
  const Floats f = floats_of(bits - exponent * (1 << 23)) - 1.0f;
  const Floats square = f * f;
  Floats p = f * 7.0376836292e-2f - 1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f - 1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f - 1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f - 2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  const Floats ln = f + (p * f * square - 0.5f * square);
  return to_floats(exponent) + ln * 1.44269504088896341f;
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
