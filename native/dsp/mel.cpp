#include "mel.h"

#include <algorithm>
#include <cmath>

namespace emovox {
namespace {

constexpr double kHzPerMel = 200.0 / 3;
constexpr double kLogStartHz = 1000;
constexpr double kLogStartMel = kLogStartHz / kHzPerMel;
const double kLogStep = std::log(6.4) / 27;

// The edges of the triangles: band m rises from edge m to m + 1 and falls to m + 2. In Hz.
std::vector<double> band_edges(const MelOptions& options, double f_max) {
  const double low = hz_to_mel(options.f_min, options.htk);
  const double high = hz_to_mel(f_max, options.htk);
  std::vector<double> edges(options.n_mels + 2);
  for (int m = 0; m < options.n_mels + 2; m++) {
    edges[m] = mel_to_hz(low + (high - low) * m / (options.n_mels + 1), options.htk);
  }
  return edges;
}

}  // namespace

double hz_to_mel(double hz, bool htk) {
  if (htk) return 2595 * std::log10(1 + hz / 700);
  return hz < kLogStartHz ? hz / kHzPerMel : kLogStartMel + std::log(hz / kLogStartHz) / kLogStep;
}

double mel_to_hz(double mel, bool htk) {
  if (htk) return 700 * (std::pow(10, mel / 2595) - 1);
  return mel < kLogStartMel ? mel * kHzPerMel : kLogStartHz * std::exp((mel - kLogStartMel) * kLogStep);
}

MelBank::MelBank(const MelOptions& options) {
  const double f_max = options.f_max > 0 ? options.f_max : options.sample_rate / 2;
  const std::vector<double> edges = band_edges(options, f_max);
  for (int m = 0; m < options.n_mels; m++) {
    const double low = edges[m];
    const double peak = edges[m + 1];
    const double high = edges[m + 2];
    const double height = options.slaney_norm ? 2 / (high - low) : 1;
    Band band{0, 0, static_cast<int>(weights_.size())};
    for (int k = 0; k <= options.n_fft / 2; k++) {
      const double hz = options.sample_rate * k / options.n_fft;
      const double triangle = std::min((hz - low) / (peak - low), (high - hz) / (high - peak));
      if (triangle <= 0) continue;
      if (band.bins == 0) band.first_bin = k;
      band.bins++;
      weights_.push_back(static_cast<float>(triangle * height));
    }
    bands_.push_back(band);
  }
}

void MelBank::apply(const float* spectrum, float* mels) const {
  for (const Band& band : bands_) {
    const float* bins = spectrum + band.first_bin;
    const float* weights = weights_.data() + band.weights;
    float sum = 0;
    for (int k = 0; k < band.bins; k++) sum += bins[k] * weights[k];
    *mels++ = sum;
  }
}

}  // namespace emovox
