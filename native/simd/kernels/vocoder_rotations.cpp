#include "simd/complex.h"
#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// The rotations z of kLanes frames, one after another, as each frame goes on from the one before it:
//
//   z[k] = turn[p] z'[p] for all bins k of peak p's region; 1 where turn[p] is 0
//
// with z' those of the frame before. A factor of (3 - |z|^2) / 2, one of Newton's steps, keeps |z| at 1.
//
// turns, rotations: of every frame a row of real and one of imaginary parts; before the first of `rotations`
// stand those of the frame before. owners: the peak of every bin. work: two rows.
void vocoder_rotations(const VocoderPlan& plan, const float* turns, const int32_t* owners, float* work,
                       float* rotations) {
  const ptrdiff_t stride = plan.stride;
  float* peak_re = work;
  float* peak_im = work + stride;
  for (int frame = 0; frame < kLanes; frame++) {
    for (ptrdiff_t k = 0; k < stride; k += kLanes) {
      const Complex turn = {load(turns + k), load(turns + stride + k)};
      const Complex last = {load(rotations - 2 * stride + k), load(rotations - stride + k)};
      const Complex next = times_rounded(turn, last);
      const Floats size = squared_magnitude_rounded(next);
      const Floats correction = 1.5f - product(size, broadcast(0.5f));
      const Ints goes_on = size > 0.5f;
      store(peak_re + k, goes_on ? next.re * correction : broadcast(1.0f));
      store(peak_im + k, goes_on ? next.im * correction : Floats{});
    }
    for (int k = 0; k < plan.bins; k++) {
      rotations[k] = peak_re[owners[k]];
      rotations[stride + k] = peak_im[owners[k]];
    }
    turns += 2 * stride;
    rotations += 2 * stride;
    owners += stride;
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
