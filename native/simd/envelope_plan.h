#pragma once
#include <stddef.h>

namespace emovox::simd {

// A true envelope of spectra: what is left of their logarithm when only its lowest cepstral coefficients are
// kept.
struct EnvelopePlan {
  static constexpr int kBlock = 8;  // of coefficients

  int bins;
  int blocks;            // of coefficients
  const float* cosines;  // [blocks][bins][kBlock]: cos(2 pi q k / size) of coefficient q, bin k
  const float* weights;  // [blocks][kBlock], of the coefficients; zeros behind the last
};

// Where the envelope is read that takes the place of the one at each bin: between bins `below` and below + 1.
struct EnvelopeWarp {
  const int* below;
  const float* parts;  // of the way from the one to the other
};

}  // namespace emovox::simd
