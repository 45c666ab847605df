#pragma once
#include <cstdint>
#include <vector>

#include "resample_quality.h"
#include "sinc_tables.h"

namespace emovox {

// libsamplerate's low-pass filter for one ratio, a function of time: its table, read with linear
// interpolation, stretched so that it ends the band at half of the lower rate. A resampled signal is
//
//   y(t) = sum_n x[n] h(t - n),        t in samples of the input.
class SincFilter {
 public:
  // ratio: to_rate / from_rate.
  SincFilter(ResampleQuality quality, double ratio);

  // h(fraction + offset), for fraction = 0 .. 1. The place in the table is rounded as libsamplerate does, to
  // 1/4096 from one value to the next.
  double at(double fraction, int offset) const;
  // h(t) is 0 for |t| >= reach(), which is whole.
  int reach() const { return reach_; }
  // sum_n h(n / fineness) / fineness exp(-2 pi i k n / (size fineness)) for k = 0 .. size fineness / 2, which
  // is real; h(t) is taken at `fineness` points a sample. size: even and more than twice the reach.
  std::vector<double> spectrum(int size, int fineness) const;

 private:
  emovox_sinc_table table_;
  double gain_;   // so that the filter is stretched, not made louder
  int64_t step_;  // 1/4096 of a table value, a sample of the input
  int reach_;
};

}  // namespace emovox
