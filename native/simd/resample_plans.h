// What the resampling kernels are given. Plain data, owned by the classes of native/dsp.
#pragma once
#include <stddef.h>

namespace emovox::simd {

// A discrete Fourier transform of complex signals, in place, of many signals at once (one a lane), by
// decimation in frequency: a stage of radix r takes apart a transform of n points into r of n / r, the bins
// k = i mod r of which the i-th yields. What is left at the end stands in digit-reversed order.
struct BlockFftPlan {
  int size;
  int stages;
  const int* radices;     // 2, 3, 4 or 5; their product is size
  const float* twiddles;  // a stage: exp(-2 pi i j k / n), j = 0 .. n / r - 1, k = 1 .. r - 1
  const int* places;      // bin k stands at places[k]
};

// A filter and a change of rate by size / size in the frequency domain.
struct BlockFilterPlan {
  BlockFftPlan forward;
  BlockFftPlan inverse;
  const float* gains;  // of bins 0 .. bins - 1, fewer than either transform's
  int bins;
  int first;  // of the inverse's samples, which are good from here on
};

// What a block is read from (forward.size samples), and where its good samples go.
struct BlockSpan {
  const float* in;
  float* out;
  int count;
};

// Filters are summed in so many partial sums (see tap_sums.h).
constexpr int kTapStride = 32;

// Filters as long as `taps`, one for each of the `up` positions that a sample of the output may have between
// two samples of the input: output o stands at (phase + o * down) / up.
struct PhaseBankPlan {
  const float* taps_of_phase;  // [up][taps]
  int taps;                    // a multiple of kTapStride
  int up;
  int down;
  int phase;  // below up
};

// A short filter for any position between two samples: for each of its taps kPieces parabolas of the
// position.
struct InterpolatorPlan {
  static constexpr int kTaps = 32;
  static constexpr int kPieces = 128;
  static constexpr int kPowers = 3;
  const float* parabolas;  // [kPieces][kPowers][kTaps], of the position within the piece, 0 to 1
};

constexpr int kMostLanes = 16;

}  // namespace emovox::simd
