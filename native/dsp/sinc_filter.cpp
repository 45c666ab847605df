#include "sinc_filter.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdlib>

#include "fft.h"

namespace emovox {
namespace {

constexpr int kFractions = 4096;  // libsamplerate's: 1 << SHIFT_BITS

emovox_sinc_table table_of(ResampleQuality quality) {
  switch (quality) {
    case ResampleQuality::kMedium:
      return emovox_medium_sinc();
    case ResampleQuality::kFast:
      return emovox_fast_sinc();
    case ResampleQuality::kBest:
      break;
  }
  return emovox_best_sinc();
}

}  // namespace

SincFilter::SincFilter(ResampleQuality quality, double ratio)
    : table_(table_of(quality)),
      gain_(std::min(ratio, 1.0)),
      step_(std::llrint(table_.step * gain_ * kFractions)),
      reach_(static_cast<int>(static_cast<int64_t>(table_.last) * kFractions / step_) + 1) {}

double SincFilter::at(double fraction, int offset) const {
  const int64_t place = std::llabs(offset * step_ + std::llrint(fraction * table_.step * gain_ * kFractions));
  const int64_t index = place / kFractions;
  if (index >= table_.last) return 0;
  const double low = table_.values[index];
  const double rest = static_cast<double>(place % kFractions) / kFractions;
  return gain_ * (low + rest * (table_.values[index + 1] - low));
}

std::vector<double> SincFilter::spectrum(int size, int fineness) const {
  const int points = size * fineness;
  std::vector<double> taps(points, 0.0);
  taps[0] = at(0, 0);
  for (int n = 1; n <= reach_ * fineness; n++) {
    taps[n] = taps[points - n] = at(static_cast<double>(n % fineness) / fineness, n / fineness);
  }
  const RealFft fft(points);
  std::vector<std::complex<double>> bins(fft.bins());
  fft.forward(taps.data(), bins.data());
  std::vector<double> spectrum(bins.size());
  for (size_t k = 0; k < bins.size(); k++) spectrum[k] = bins[k].real() / fineness;
  return spectrum;
}

}  // namespace emovox
