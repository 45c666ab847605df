#pragma once
#include "simd/complex.h"
#include "simd/resample_plans.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// Results are the same bits on every instruction set, so that what the phase vocoder decides by them is too.

inline Complex turned(const Complex& a, const float* twiddle) {
  return times_rounded(a, twiddle[0], twiddle[1]);
}

// The transforms of 2 to 5 points.
inline void butterfly2(Complex* x) {
  const Complex a = x[0];
  x[0] = a + x[1];
  x[1] = a - x[1];
}

inline void butterfly3(Complex* x) {
  const float kSin = 0.86602540378443865f;  // sin(2 pi / 3)
  const Complex sum = x[1] + x[2];
  const Complex difference = scaled_rounded(x[1] - x[2], kSin);
  const Complex rest = x[0] - sum * 0.5f;
  x[0] = x[0] + sum;
  x[1] = minus_i(rest, difference);
  x[2] = plus_i(rest, difference);
}

inline void butterfly4(Complex* x) {
  const Complex even_sum = x[0] + x[2];
  const Complex even_difference = x[0] - x[2];
  const Complex odd_sum = x[1] + x[3];
  const Complex odd_difference = x[1] - x[3];
  x[0] = even_sum + odd_sum;
  x[1] = minus_i(even_difference, odd_difference);
  x[2] = even_sum - odd_sum;
  x[3] = plus_i(even_difference, odd_difference);
}

inline void butterfly5(Complex* x) {
  const float kCos1 = 0.30901699437494742f, kCos2 = -0.80901699437494742f;  // cos(2 pi k / 5)
  const float kSin1 = 0.95105651629515357f, kSin2 = 0.58778525229247313f;   // sin(2 pi k / 5)
  const Complex sum1 = x[1] + x[4];
  const Complex sum2 = x[2] + x[3];
  const Complex difference1 = x[1] - x[4];
  const Complex difference2 = x[2] - x[3];
  const Complex near = x[0] + scaled_rounded(sum1, kCos1) + scaled_rounded(sum2, kCos2);
  const Complex far = x[0] + scaled_rounded(sum1, kCos2) + scaled_rounded(sum2, kCos1);
  const Complex turn1 = scaled_rounded(difference1, kSin1) + scaled_rounded(difference2, kSin2);
  const Complex turn2 = scaled_rounded(difference1, kSin2) - scaled_rounded(difference2, kSin1);
  x[0] = x[0] + sum1 + sum2;
  x[1] = minus_i(near, turn1);
  x[2] = minus_i(far, turn2);
  x[3] = plus_i(far, turn2);
  x[4] = plus_i(near, turn1);
}

// One stage over `count` transforms of kRadix * part points each, which lie one after another.
#define EMOVOX_FFT_STAGE(kRadix)                                                               \
  inline void stage##kRadix(Complex* data, int count, ptrdiff_t part, const float* twiddles) { \
    for (int i = 0; i < count; i++, data += (kRadix) * part) {                                 \
      const float* twiddle = twiddles;                                                         \
      for (ptrdiff_t j = 0; j < part; j++, twiddle += 2 * (ptrdiff_t{kRadix} - 1)) {           \
        Complex x[kRadix];                                                                     \
        for (int k = 0; k < (kRadix); k++) x[k] = data[j + k * part];                          \
        butterfly##kRadix(x);                                                                  \
        if (part > 1) {                                                                        \
          for (ptrdiff_t k = 1; k < (kRadix); k++) x[k] = turned(x[k], twiddle + 2 * (k - 1)); \
        }                                                                                      \
        for (int k = 0; k < (kRadix); k++) data[j + k * part] = x[k];                          \
      }                                                                                        \
    }                                                                                          \
  }
EMOVOX_FFT_STAGE(2)
EMOVOX_FFT_STAGE(3)
EMOVOX_FFT_STAGE(4)
EMOVOX_FFT_STAGE(5)
#undef EMOVOX_FFT_STAGE

inline void stage(Complex* data, int count, ptrdiff_t part, int radix, const float* twiddles) {
  if (radix == 4) return stage4(data, count, part, twiddles);
  if (radix == 2) return stage2(data, count, part, twiddles);
  if (radix == 3) return stage3(data, count, part, twiddles);
  stage5(data, count, part, twiddles);
}

// The stages from the first of `radices` on, of one transform of `size` points. Parts that fit the first
// cache go through all of their stages before the next part is begun.
inline void transform(Complex* data, int size, const int* radices, const float* twiddles) {
  const int kCached = 16384 / static_cast<int>(sizeof(Complex));
  if (size > kCached) {
    const int part = size / *radices;
    stage(data, 1, part, *radices, twiddles);
    const float* next = twiddles + 2 * static_cast<ptrdiff_t>(*radices - 1) * part;
    for (int i = 0; i < *radices; i++)
      transform(data + static_cast<ptrdiff_t>(i) * part, part, radices + 1, next);
    return;
  }
  for (int count = 1; count < size; radices++) {
    const int part = size / count / *radices;
    stage(data, count, part, *radices, twiddles);
    twiddles += 2 * static_cast<ptrdiff_t>(*radices - 1) * part;
    count *= *radices;
  }
}

inline void transform(const BlockFftPlan& plan, Complex* data) {
  transform(data, plan.size, plan.radices, plan.twiddles);
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
