#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

// All bits set where a sample is negative; from -threshold to threshold it counts as 0.
inline Ints negative(Floats samples, Floats threshold) {
#if EMOVOX_LANES > 1
  return samples < -threshold;
#else
  return samples < -threshold ? -1 : 0;
#endif
}

}  // namespace

// The sum of x^2 over `count` samples, which may be at any address.
float sum_of_squares(const float* samples, size_t count) {
  constexpr size_t kStride = size_t{4} * kLanes;
  Floats sums[4] = {};
  size_t i = 0;
  for (; i + kStride <= count; i += kStride) {
    for (int j = 0; j < 4; j++) {
      const Floats x = load(samples + i + ptrdiff_t{j} * kLanes);
      sums[j] += x * x;
    }
  }
  float lanes[kLanes];
  store(lanes, (sums[0] + sums[1]) + (sums[2] + sums[3]));
  float sum = 0;
  for (int lane = 0; lane < kLanes; lane++) sum += lanes[lane];
  for (; i < count; i++) sum += samples[i] * samples[i];
  return sum;
}

// How many of `count` samples have another sign than the one before; the first has none before.
size_t sign_changes(const float* samples, size_t count, float threshold) {
  const Floats least = broadcast(threshold);
  Ints changes = {};
  size_t i = 1;
  for (; i + kLanes <= count; i += kLanes) {
    changes -= negative(load(samples + i), least) ^ negative(load(samples + i - 1), least);
  }
  int32_t lanes[kLanes];
  memcpy(lanes, &changes, sizeof(lanes));
  size_t sum = 0;
  for (int lane = 0; lane < kLanes; lane++) sum += static_cast<size_t>(lanes[lane]);
  for (; i < count; i++) {
    if ((samples[i] < -threshold) != (samples[i - 1] < -threshold)) sum++;
  }
  return sum;
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
