#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// The largest |sample|, 0 for none; not finite when one of them is not. As integers, the bits of numbers
// without their sign are in the order of the numbers, infinity behind all and NaN behind infinity.
float largest_magnitude(const float* samples, size_t count) {
  const Ints kNoSign = broadcast(int32_t{0x7fffffff});
  Ints most = {};
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const Ints bits = bits_of(load(samples + i)) & kNoSign;
    most = bits > most ? bits : most;
  }
  Floats last = {};
  if (i < count) memcpy(&last, samples + i, (count - i) * sizeof(float));
  const Ints bits = bits_of(last) & kNoSign;
  most = bits > most ? bits : most;
  int32_t lanes[kLanes];
  memcpy(lanes, &most, sizeof(lanes));
  for (int lane = 1; lane < kLanes; lane++) lanes[0] = lanes[lane] > lanes[0] ? lanes[lane] : lanes[0];
  float magnitude = 0;
  memcpy(&magnitude, lanes, sizeof(magnitude));
  return magnitude;
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
