#pragma once
#include <complex>
#include <cstddef>
#include <vector>

#include "fft.h"
#include "framing.h"

namespace emovox {

// Defaults and units as f0Schema in lib/options.ts.
struct F0Options {
  double f_min = 65;              // Hz
  double f_max = 600;             // Hz
  int frame_length = 0;           // samples; 0 is 4 periods of f_min, rounded up to a power of two
  bool probabilistic = true;      // pYIN, else YIN
  double trough_threshold = 0.1;  // of YIN: a trough below it is the period, and a voice
};

// frame_length, or what it is when it is 0.
int f0_frame_length(const F0Options& options, double sample_rate);

// The cumulative mean normalised difference of YIN (de Cheveigne and Kawahara, 2002), as librosa computes it.
// For lags tau from sample_rate / f_max to sample_rate / f_min:
//
//   d(tau)  = 2 (r(0) - r(tau)) - sum_{j < tau} x[j]^2     (of tau = 1 librosa leaves the sum out)
//   d'(tau) = d(tau) / (1 / tau sum_{k=1}^{tau} d(k))
//
// where r, the autocorrelation of the frame, comes from an FFT. In double precision.
class YinDifference {
 public:
  // Throws INVALID_OPTION, naming the option.
  YinDifference(const F0Options& options, double sample_rate);

  size_t frame_length() const { return frame_length_; }
  double sample_rate() const { return sample_rate_; }
  int min_period() const { return min_period_; }
  // Lags, from min_period() on; 3 or more.
  size_t lags() const { return static_cast<size_t>(max_period_) - min_period_ + 1; }

  struct Work {
    std::vector<float> samples;
    std::vector<double> padded;
    std::vector<std::complex<double>> spectrum;
    double difference_sum = 0;  // of d over all lags: 0 for a frame of zeros
  };

  // out: d' at the lags of frame `frame`.
  void compute(const Framing& framing, const float* samples, size_t count, size_t frame, Work& work,
               double* out) const;

 private:
  size_t frame_length_;
  double sample_rate_;
  int min_period_;
  int max_period_;
  RealFft fft_;
};

// Whether d' at lag i is a trough: below its left neighbour and not above its right one.
bool is_trough(const double* difference, size_t lags, size_t i);

// How far the minimum of the parabola through lag i and its neighbours is from i; 0 at the ends, and where it
// is a lag or more away.
double parabolic_shift(const double* difference, size_t lags, size_t i);

struct Period {
  double f0;      // Hz
  double trough;  // d' there
};

// As librosa.yin: the first trough below the threshold, or the lowest value if there is none.
Period yin_period(const YinDifference& yin, const double* difference, double threshold);

}  // namespace emovox
