#pragma once
#include <cstddef>
#include <vector>

#include "framing.h"
#include "yin.h"

namespace emovox {

// The fundamental frequency of every frame, by YIN or pYIN. Planned once for its options, then run by any
// number of threads.
//
// YIN is librosa.yin; a frame is voiced where d' is below the threshold, which librosa does not say. pYIN is
// librosa.pyin with its defaults: 100 thresholds with a beta(2, 18) prior, Boltzmann parameter 2, bins of 0.1
// semitones, 35.92 octaves a second, switch_prob 0.01 and no_trough_prob 0.01.
class F0Tracker {
 public:
  // Throws INVALID_OPTION, naming the option.
  F0Tracker(const F0Options& options, double sample_rate, size_t hop);

  size_t frame_length() const { return yin_.frame_length(); }

  struct Track {
    std::vector<float> f0;           // Hz; of pYIN 0 where it is not voiced
    std::vector<float> voiced;       // 1 or 0
    std::vector<float> probability;  // of being voiced; of YIN 1 - d', within 0 and 1
  };

  // framing: of frame_length() samples, hop apart; frames of which, or parts of which, are outside the clip
  // are padded as it says.
  Track track(const Framing& framing, const float* samples, size_t count, size_t frames) const;

 private:
  Track track_yin(const Framing& framing, const float* samples, size_t count, size_t frames) const;
  Track track_pyin(const Framing& framing, const float* samples, size_t count, size_t frames) const;
  double observe(const double* difference, std::vector<double>& bins, std::vector<size_t>& used) const;
  size_t bin_of(double f0) const;

  F0Options options_;
  YinDifference yin_;
  size_t bins_;                    // of 0.1 semitones, from f_min on
  size_t transition_width_;        // bins
  std::vector<double> beta_;       // probability of the threshold being in each hundredth of 0 to 1
  std::vector<double> beta_sums_;  // of the first n
  std::vector<double> boltzmann_;  // exp(-2 k) (1 - exp(-2)), not yet over 1 - exp(-2 n)
};

}  // namespace emovox
