// What the MFCC kernels are told: plain tables, made once outside (in BatchSpectrum and MfccBatch), as
// kernels share no code with the rest.
#pragma once
#include <stddef.h>

namespace emovox::simd {

// A complex FFT of a power of two, 4 or more.
struct Radix4Plan {
  int size;
  // For the pass over blocks of `size`, then over those of size / 4 and so on down to 16: for every j below a
  // quarter of the block exp(-2 pi i j k / block), k = 1, 2, 3, each as real, imaginary part.
  const float* twiddles;
};

// How the spectrum of 2M real samples is had from the FFT Z of the M complex numbers x[2n] + i x[2n+1].
struct RealSpectrumPlan {
  int half;               // M
  const int* order;       // Z[k] is at order[k]
  const float* twiddles;  // exp(-pi i k / M), k = 0 to M / 2, each as real, imaginary part
};

// A bank of triangular filters: band m is the sum of weights times the powers from bin first_bins[m] on.
struct MelPlan {
  int bands;
  const int* first_bins;
  const int* bin_counts;
  const float* weights;  // of all bands, one behind the other
};

// As many extremes of a band as band_extremes finds at most.
constexpr int kMostExtremes = 32;

// Coefficients are computed in blocks of so many, which AVX2's sixteen registers hold beside the rest.
constexpr int kDctBlock = 7;

// A matrix product: coefficient k of a frame is the sum over the bands of matrix times decibels.
struct DctPlan {
  int bands;
  int coefficients;
  const float* matrix;    // [blocks][bands][kDctBlock], zeros behind the last coefficient
  const float* row_sums;  // of the matrix, for every coefficient and zeros up to a whole block
};

}  // namespace emovox::simd
