#pragma once
#include "simd/fused.h"
#include "simd/unroll.h"
#include "simd/vector.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// tanh of N vectors at once, in place: x P(x^2) / Q(x^2), fitted by us for the smallest relative error on
// [-7.9, 7.9], beyond which tanh is 1 within 2.8e-7. Relative and absolute error are below 5e-7; |tanh| is
// at most 1, and NaN stays NaN. Several at once, as one chain of operations would mostly wait for itself.
template <int N>
EMOVOX_INLINE void tanh_each(Floats (&x)[N]) {
  const Floats kMost = broadcast(7.9f);
  Floats z[N], p[N], q[N];
  EMOVOX_UNROLL for (int n = 0; n < N; n++) x[n] = minimum(kMost, maximum(-kMost, x[n]));
  EMOVOX_UNROLL for (int n = 0; n < N; n++) z[n] = x[n] * x[n];
  EMOVOX_UNROLL for (int n = 0; n < N; n++) p[n] =
      fused(z[n], broadcast(1.542824002e-08f), broadcast(2.202343421e-05f));
  EMOVOX_UNROLL for (int n = 0; n < N; n++) q[n] =
      fused(z[n], broadcast(8.598888144e-07f), broadcast(3.423669259e-04f));
  EMOVOX_UNROLL for (int n = 0; n < N; n++) p[n] = fused(p[n], z[n], broadcast(3.579003504e-03f));
  EMOVOX_UNROLL for (int n = 0; n < N; n++) q[n] = fused(q[n], z[n], broadcast(2.619228140e-02f));
  EMOVOX_UNROLL for (int n = 0; n < N; n++) p[n] = fused(p[n], z[n], broadcast(1.345063001e-01f));
  EMOVOX_UNROLL for (int n = 0; n < N; n++) q[n] = fused(q[n], z[n], broadcast(4.678395689e-01f));
  EMOVOX_UNROLL for (int n = 0; n < N; n++) p[n] = fused(p[n], z[n], broadcast(1.000000000e+00f));
  EMOVOX_UNROLL for (int n = 0; n < N; n++) q[n] = fused(q[n], z[n], broadcast(1.0f));
  EMOVOX_UNROLL for (int n = 0; n < N; n++) x[n] = x[n] * p[n] / q[n];
}

// 1 / (1 + exp(-x)) = (1 + tanh(x / 2)) / 2, in place, within 3e-7.
template <int N>
EMOVOX_INLINE void sigmoid_each(Floats (&x)[N]) {
  EMOVOX_UNROLL for (int n = 0; n < N; n++) x[n] *= 0.5f;
  tanh_each(x);
  EMOVOX_UNROLL for (int n = 0; n < N; n++) x[n] = fused(x[n], broadcast(0.5f), broadcast(0.5f));
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
