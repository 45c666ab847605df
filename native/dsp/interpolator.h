#pragma once
#include <cstddef>

#include "simd/aligned_floats.h"
#include "simd/kernels.h"
#include "simd/resample_plans.h"

namespace emovox {

// Values between the samples of a signal that has nothing above a third of its rate: its convolution with a
// sinc of 32 taps under a Kaiser window of 156 dB. One for all signals and all positions.
class Interpolator {
 public:
  static constexpr int kTaps = simd::InterpolatorPlan::kTaps;
  // Samples that must stand before and after the positions asked for.
  static constexpr int kBefore = kTaps / 2 - 1;
  static constexpr int kAfter = kTaps / 2;
  // The rate by the signal's upper end must be this or more.
  static constexpr double kLeastOversampling = 1.5;  // of half the rate

  static const Interpolator& instance();

  // out[o] = the signal at o * step, o = 0 .. out_count - 1, where the signal's time 0 is samples[kBefore].
  void process(const float* samples, double step, float* out, size_t out_count,
               const simd::Kernels& kernels) const;

  // The kTaps taps of a place 0 <= fraction < 1 between samples kBefore and kBefore + 1.
  void taps_at(double fraction, float* taps) const;

 private:
  Interpolator();
  simd::AlignedFloats parabolas_;
};

}  // namespace emovox
