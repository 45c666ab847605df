#include "simd/complex.h"
#include "simd/kernel.h"
#include "simd/transpose.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

// A peak sets in when its power rises by more than this within a hop.
constexpr float kRise = 4;
// Below this a product of two bins has no phase to speak of.
constexpr float kLeastPower = 1e-36f;

// The last lane of `before`, then all of `values` but the last.
inline Floats shifted_in(Floats before, Floats values) {
#if EMOVOX_LANES == 4
  return EMOVOX_SHUFFLE(before, values, 3, 4, 5, 6);
#elif EMOVOX_LANES == 8
  return EMOVOX_SHUFFLE(before, values, 7, 8, 9, 10, 11, 12, 13, 14);
#elif EMOVOX_LANES == 16
  return EMOVOX_SHUFFLE(before, values, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
#else
  (void)values;
  return before;
#endif
}

// 1 / sqrt(x) but for a relative 5e-6: the root of the exponent by halving it, then two of Newton's steps.
inline Floats inverse_root(Floats x) {
  Floats y = floats_of(0x5f3759df - (bits_of(x) >> 1));
  for (int step = 0; step < 2; step++) y = y * (1.5f - product(0.5f * x * y, y));
  return y;
}

}  // namespace

// From what vocoder_frames() left, the spectra X of kLanes frames and X' of those a hop earlier; both are
// twice as large, as is of no consequence. Returns
//
//   spectra  X, a lane array. It must hold that of the group of frames before: its last lane is the frame
//            before lane 0.
//   powers   |X|^2, a lane array
//   turns    of every frame a row of real and one of imaginary parts: how far its phases turn from X' on more
//            than those of the frame before it, Xp: u / |u|, u = Xp conj(X'). (Nearly: see
//            vocoder_rotations.) 0 where a phase is to begin anew: where there was nothing, and in lanes
//            whose `fresh` is set (-1) in bins that set in.
void vocoder_turns(const VocoderPlan& plan, const float* values, const int32_t* fresh, float* spectra,
                   float* powers, float* turns) {
  const auto* z = reinterpret_cast<const Complex*>(values);
  auto* x = reinterpret_cast<Complex*>(spectra);
  auto* power = reinterpret_cast<Floats*>(powers);
  Ints may_set_in;
  memcpy(&may_set_in, fresh, sizeof(may_set_in));
  const int* places = plan.forward.places;
  for (int first = 0; first < plan.stride; first += kLanes) {
    Floats re[kLanes] = {};
    Floats im[kLanes] = {};
    for (int j = 0; j < kLanes && first + j < plan.bins; j++) {
      const int k = first + j;
      const Complex& a = z[places[k]];
      const Complex& b = z[places[k == 0 ? 0 : plan.forward.size - k]];
      const Complex here = {a.re + b.re, a.im - b.im};
      const Complex earlier = {a.im + b.im, b.re - a.re};
      const Complex before = {shifted_in(x[k].re, here.re), shifted_in(x[k].im, here.im)};
      x[k] = here;
      power[k] = squared_magnitude_rounded(here);
      const Complex u = times_rounded(before, conjugate(earlier));
      const Floats size = squared_magnitude_rounded(u);
      const Ints sets_in = (power[k] > kRise * squared_magnitude_rounded(earlier)) & may_set_in;
      const Floats root = (sets_in | (size < kLeastPower)) ? Floats{} : inverse_root(size);
      re[j] = u.re * root;
      im[j] = u.im * root;
    }
    transpose(re);
    transpose(im);
    float* row = turns + first;
    for (int lane = 0; lane < kLanes; lane++, row += 2 * plan.stride) {
      store(row, re[lane]);
      store(row + plan.stride, im[lane]);
    }
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
