#include "simd/complex.h"
#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// |X[k]|^2, k = 0 to M, of 2M real samples, from the FFT Z of x[2n] + i x[2n+1]. With
// E[k] = Z[k] + conj(Z[M-k]) and O[k] = -i (Z[k] - conj(Z[M-k])), twice the transforms of the even and of the
// odd samples: 2 X[k] = E[k] + W^k O[k] and 2 conj(X[M-k]) = E[k] - W^k O[k], W = exp(-pi i / M).
void real_power(const RealSpectrumPlan& plan, const float* values, float* power) {
  const auto* z = reinterpret_cast<const Complex*>(values);
  auto* out = reinterpret_cast<Floats*>(power);
  const int half = plan.half;
  const Floats sum = z[0].re + z[0].im;
  const Floats difference = z[0].re - z[0].im;
  out[0] = sum * sum;
  out[half] = difference * difference;
  const float* twiddle = plan.twiddles + 2;
  for (int k = 1; k <= half / 2; k++, twiddle += 2) {
    const Complex a = z[plan.order[k]];
    const Complex b = z[plan.order[half - k]];
    const Complex even = {a.re + b.re, a.im - b.im};
    const Complex odd = {a.im + b.im, b.re - a.re};
    const Complex turned = times(odd, twiddle[0], twiddle[1]);
    out[k] = squared_magnitude(even + turned) * 0.25f;
    out[half - k] = squared_magnitude(even - turned) * 0.25f;
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
