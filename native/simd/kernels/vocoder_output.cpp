#include "simd/block_fft.h"
#include "simd/kernel.h"
#include "simd/transpose.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// The output's spectra Y = X z, a lane array, from X, a lane array, and the rows that vocoder_rotations()
// made.
void vocoder_rotate(const VocoderPlan& plan, const float* spectra, const float* rotations, float* out) {
  const auto* x = reinterpret_cast<const Complex*>(spectra);
  auto* y = reinterpret_cast<Complex*>(out);
  for (int first = 0; first < plan.bins; first += kLanes) {
    Floats re[kLanes];
    Floats im[kLanes];
    const float* row = rotations + first;
    for (int lane = 0; lane < kLanes; lane++, row += 2 * plan.stride) {
      re[lane] = load(row);
      im[lane] = load(row + plan.stride);
    }
    transpose(re);
    transpose(im);
    for (int j = 0; j < kLanes && first + j < plan.bins; j++) {
      y[first + j] = times_rounded(x[first + j], {re[j], im[j]});
    }
  }
}

// Back to samples y: with M half of the size, H[k] = (Y[k] + conj(Y[M - k])) + i w^k (Y[k] - conj(Y[M - k])),
// w = exp(pi i / M), is the transform of y[2n] + i y[2n + 1], times 2M. Its real and imaginary parts change
// places before and after: the forward transform of that is the inverse one. Y is used up.
void vocoder_inverse(const VocoderPlan& plan, float* spectra) {
  auto* y = reinterpret_cast<Complex*>(spectra);
  const int half = plan.inverse.size;
  const Floats sum = y[0].re + y[half].re;
  const Floats difference = y[0].re - y[half].re;
  y[0] = {difference, sum};
  const float* twiddle = plan.twiddles + 2;
  for (int k = 1; k <= half / 2; k++, twiddle += 2) {
    const Complex a = y[k];
    const Complex b = conjugate(y[half - k]);
    const Complex even = a + b;
    const Complex odd = times_rounded(a - b, -twiddle[1], twiddle[0]);
    const Complex low = even + odd;
    const Complex high = conjugate(even - odd);
    y[half - k] = {high.im, high.re};
    y[k] = {low.im, low.re};
  }
  transform(plan.inverse, y);
}

// Adds the frames that vocoder_inverse() left, times the window and `gain`, to `sums`, each a hop after the
// one before.
void vocoder_overlap_add(const VocoderPlan& plan, const float* values, float gain, float* sums) {
  const auto* y = reinterpret_cast<const Complex*>(values);
  const int* places = plan.inverse.places;
  for (int first = 0; first < plan.n_fft; first += kLanes) {
    Floats rows[kLanes];
    for (int j = 0; j < kLanes; j++) {
      const int sample = first + j < plan.n_fft ? first + j : 0;
      const Complex& pair = y[places[sample / 2]];
      rows[j] = (sample % 2 == 0 ? pair.im : pair.re) * (plan.window[first + j] * gain);
    }
    transpose(rows);
    float* sum = sums + first;
    for (int lane = 0; lane < kLanes; lane++, sum += plan.hop) store(sum, load(sum) + rows[lane]);
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
