#include <math.h>

#include "simd/kernel.h"
#include "simd/log2.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

constexpr float kDecibelsPerOctave = 3.01029995663981195f;  // 10 log10(2)

Floats decibels(Floats power, float floor) {
  return log2(maximum(power, broadcast(floor))) * kDecibelsPerOctave;
}

}  // namespace

// out = 10 log10(max(floor, power)) for `count` powers, which may be out; floor must be a normal number.
// Answers the largest of them, -infinity for none.
float to_decibels(const float* power, size_t count, float floor, float* out) {
  Floats loudest = broadcast(-HUGE_VALF);
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const Floats value = decibels(load(power + i), floor);
    store(out + i, value);
    loudest = maximum(value, loudest);
  }
  if (i == count) return largest(loudest);
  // The rest fills some of the lanes; the others repeat its first number.
  const size_t rest = (count - i) * sizeof(float);
  Floats last = broadcast(power[i]);
  memcpy(&last, power + i, rest);
  last = decibels(last, floor);
  memcpy(out + i, &last, rest);
  return largest(maximum(last, loudest));
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
