#pragma once
#include <cstddef>
#include <vector>

#include "sinc_filter.h"

namespace emovox {

// A filter and a change of rate by up / down in the time domain (polyphase): between two samples of the input
// an output falls on one of `up` places only, for each of which the filter's taps are computed once.
class PhaseBank {
 public:
  PhaseBank(const SincFilter& filter, int up, int down);

  // Of banks worth having, in bytes: larger ones do not stay in the cache.
  static constexpr size_t kMostMemory = 2 << 20;
  // The memory that it would take, in bytes.
  static size_t memory(const SincFilter& filter, int up);
  size_t memory() const { return taps_.size() * sizeof(float); }
  // Output o, o = 0 .. out_count - 1, is at time o * down / up; there is silence before and after the input.
  void process(const float* samples, size_t count, float* out, size_t out_count) const;

  // The same piece by piece. An output between two samples, the first of them samples[before()], is made of
  // samples[0] to samples[taps() - 1]; out[o] is the one that is phase / up + o * down / up after it.
  void process_piece(const float* samples, int phase, float* out, size_t out_count) const;
  int before() const { return reach_ - 1; }
  int taps() const { return taps_a_phase_; }

 private:
  int up_;
  int down_;
  int reach_;
  int taps_a_phase_;
  std::vector<float> taps_;
};

}  // namespace emovox
