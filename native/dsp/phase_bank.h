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

  // The memory that it would take, in bytes.
  static size_t memory(const SincFilter& filter, int up);
  size_t memory() const { return taps_.size() * sizeof(float); }
  // Output o, o = 0 .. out_count - 1, is at time o * down / up; there is silence before and after the input.
  void process(const float* samples, size_t count, float* out, size_t out_count) const;

 private:
  int up_;
  int down_;
  int reach_;
  int taps_a_phase_;
  std::vector<float> taps_;
};

}  // namespace emovox
