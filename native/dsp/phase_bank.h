#pragma once
#include <cstddef>

#include "interpolator.h"
#include "simd/aligned_floats.h"
#include "simd/kernels.h"
#include "sinc_filter.h"

namespace emovox {

// A filter and a change of rate by up / down in the time domain (polyphase): between two samples of the input
// an output falls on one of `up` places only, for each of which the filter's taps are computed once.
class PhaseBank {
 public:
  PhaseBank(const SincFilter& filter, int up, int down);
  // The interpolator's kernel in place of a filter: for signals that leave room above their band.
  PhaseBank(const Interpolator& interpolator, int up, int down);

  // Of banks worth having, in bytes: larger ones do not stay in the cache.
  static constexpr size_t kMostMemory = 2 << 20;
  // The memory that a filter's would take, in bytes.
  static size_t memory(const SincFilter& filter, int up);
  size_t memory() const { return taps_.size() * sizeof(float); }
  // Output o, o = 0 .. out_count - 1, is at time (phase + o * down) / up, where samples[before()] is at time
  // 0; the last output's taps end taps() samples behind where they begin.
  void run(const float* samples, int phase, float* out, size_t out_count, const simd::Kernels& kernels) const;
  // The same, samples[0] being at time 0, with silence before and after the input.
  void process(const float* samples, size_t count, float* out, size_t out_count,
               const simd::Kernels& kernels) const;

  int before() const { return reach_ - 1; }
  int taps() const { return taps_a_phase_; }

 private:
  int up_;
  int down_;
  int reach_;
  int taps_a_phase_;  // from `reach - 1` before an output's place on
  simd::AlignedFloats taps_;
};

}  // namespace emovox
