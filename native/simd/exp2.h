#pragma once
#include "simd/vector.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// 2^x for x from -100 to 100, within a relative 3e-7: 2^n by the exponent's bits, n the nearest whole number,
// and of the rest, -1/2 .. 1/2, the polynomial of Cephes' exp2f (Moshier).
inline Floats exp2(Floats x) {
  const float kShift = 12582912;  // 1.5 2^23: behind it there is no room for fractions
  const Floats shifted = x + kShift;
  const Floats f = x - (shifted - kShift);
  const Ints exponent = bits_of(shifted) - bits_of(broadcast(kShift));
  Floats p = f * 1.535336188319500e-4f + 1.339887440266574e-3f;
  p = p * f + 9.618437357674640e-3f;
  p = p * f + 5.550332471162809e-2f;
  p = p * f + 2.402264791363012e-1f;
  p = p * f + 6.931472028550421e-1f;
  return floats_of(bits_of(p * f + 1.0f) + (exponent << 23));
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
