// What the kernels of the phase vocoder are told: plain tables, made once outside (in dsp/phase_vocoder).
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "simd/resample_plans.h"

namespace emovox::simd {

// Spectra have forward.size / 2 + 1 bins. They lie in two ways: as lane arrays of complex numbers (real,
// imaginary, real, ... parts), bin k of all frames side by side, and as rows, one a frame, of `stride`
// numbers of a kind. Frames are shorter than the transforms where their size is no product of 2, 3 and 5;
// zeros follow.
struct VocoderPlan {
  int n_fft;
  int hop;
  int bins;
  ptrdiff_t stride;       // a multiple of kMostLanes, more than bins
  const float* window;    // n_fft, then zeros up to a multiple of kMostLanes
  const float* twiddles;  // exp(2 pi i k / forward.size), k = 0 .. forward.size / 4, real, imaginary, ...
  BlockFftPlan forward;   // of a frame and the one a hop earlier, as real and imaginary part
  BlockFftPlan inverse;   // of half that size
};

}  // namespace emovox::simd
