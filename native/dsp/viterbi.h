#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "simd/kernels.h"

namespace emovox {

// The likeliest path through the states of pYIN (Mauch and Dixon, 2014): `bins` pitches, each voiced or not.
// From one frame to the next the pitch moves by at most (width - 1) / 2 bins, with probabilities that fall
// linearly on both sides, and voicing changes with probability switch_prob. As librosa.sequence.viterbi with
// its matrix for pyin: whatever has no probability costs log of the smallest normal double.
class PitchViterbi {
 public:
  // width is odd.
  PitchViterbi(size_t bins, size_t width, double switch_prob, const simd::Kernels& kernels = simd::kernels());

  // Begins a path of so many frames, all states being as likely.
  void start(size_t frames);
  // The next frame: probabilities of the voiced states, and that of every unvoiced one.
  void step(const std::vector<double>& voiced, double unvoiced);

  // The state of every frame: its bin, or bins + its bin if it is unvoiced.
  std::vector<size_t> path() const;

 private:
  struct Best {
    std::vector<double> value;  // of the best way to each bin
    std::vector<double> from;   // where it comes from: a bin, counted from half_ below
  };

  void spread(const std::vector<double>& values, Best& best);
  void enter(double observed, size_t bin, bool voiced, double anywhere, uint16_t anywhere_state);

  const simd::Kernels& kernels_;
  size_t bins_;
  size_t half_;
  double log_stay_;
  double log_switch_;
  std::vector<double> log_window_;
  std::vector<double> log_row_sums_;
  std::vector<double> voiced_;  // log probability of the best path to each state
  std::vector<double> unvoiced_;
  std::vector<double> next_voiced_;
  std::vector<double> next_unvoiced_;
  std::vector<double> sources_;  // log probabilities, half_ of none before and behind
  Best from_voiced_;
  Best from_unvoiced_;
  std::vector<uint16_t> back_;  // frames x 2 bins: the state before
  size_t step_ = 0;
};

}  // namespace emovox
