#include "spectral_contrast.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "error.h"

namespace emovox {
namespace {

constexpr float kFloor = 1e-10f;
constexpr float kRange = 80;  // dB

struct Band {
  int first_bin;
  int bins;
  int extremes;  // as many bins are its peak, and its valley
};

// As librosa's: an octave's bins are those from its lower edge to its upper one, both included, and the bin
// before them; the quantile is a share of those. Then the last bin is left out, but in the last band, which
// has all bins up to the end instead.
std::vector<Band> bands_of(const SpectralOptions& o, const MfccOptions& frames) {
  const int last_bin = frames.n_fft / 2;
  const double bin_hz = frames.sample_rate / frames.n_fft;
  std::vector<Band> bands;
  double low = 0;
  double high = o.contrast_f_min;
  for (int k = 0; k <= o.contrast_bands; k++, low = high, high *= 2) {
    if (low >= frames.sample_rate / 2) {
      throw Error("INVALID_OPTION", "option contrastBands: expected octaves below half the sample rate (" +
                                        std::to_string(frames.sample_rate / 2) + " Hz), found one from " +
                                        std::to_string(low) + " Hz");
    }
    int first = static_cast<int>(std::ceil(low / bin_hz));
    int last = std::min(static_cast<int>(std::floor(high / bin_hz)), last_bin);
    const bool empty = first > last;
    if (k > 0) first--;
    if (k == o.contrast_bands) last = last_bin;
    const int whole = last - first + 1;
    const int used = k < o.contrast_bands ? whole - 1 : whole;
    if (empty || used < 1) {
      throw Error("INVALID_OPTION", "option contrastBands: expected octaves of two bins (of " +
                                        std::to_string(bin_hz) + " Hz, by nFft) or more, found fewer from " +
                                        std::to_string(low) + " Hz");
    }
    const int extremes = std::max(1, static_cast<int>(std::nearbyint(o.contrast_quantile * whole)));
    bands.push_back({first, used, std::min(extremes, used)});
  }
  return bands;
}

class Contrast : public SpectralFeature {
 public:
  Contrast(const simd::Kernels& kernels, std::vector<Band> bands)
      : kernels_(kernels), bands_(std::move(bands)) {}

  size_t kept() const override { return bands_.size(); }
  size_t work() const override { return 2; }

  // Peaks into the columns, valleys into what is kept.
  void group(const LaneSpectra& spectra, size_t frames, float* work, const FeatureRows& rows) const override {
    const size_t lanes = kernels_.lanes;
    for (size_t b = 0; b < bands_.size(); b++) {
      const float* magnitudes = spectra.magnitude + bands_[b].first_bin * lanes;
      if (bands_[b].extremes <= simd::kMostExtremes) {
        kernels_.band_extremes(magnitudes, bands_[b].bins, bands_[b].extremes, work, work + lanes);
      } else {
        sort_lanes(bands_[b], magnitudes, frames, work);
      }
      for (size_t t = 0; t < frames; t++) {
        rows.kept[t * rows.kept_stride + b] = work[t];
        rows.columns[t * rows.stride + b] = work[lanes + t];
      }
    }
  }

  void finish(size_t frames, const FeatureRows& rows) const override {
    float highest_peak = -std::numeric_limits<float>::infinity();
    float highest_valley = highest_peak;
    const size_t n = bands_.size();
    for (size_t t = 0; t < frames; t++) {
      float* peaks = rows.columns + t * rows.stride;
      float* valleys = rows.kept + t * rows.kept_stride;
      highest_peak = std::max(highest_peak, kernels_.to_decibels(peaks, n, kFloor, peaks));
      highest_valley = std::max(highest_valley, kernels_.to_decibels(valleys, n, kFloor, valleys));
    }
    for (size_t t = 0; t < frames; t++) {
      float* peaks = rows.columns + t * rows.stride;
      const float* valleys = rows.kept + t * rows.kept_stride;
      for (size_t b = 0; b < n; b++) {
        peaks[b] = std::max(peaks[b], highest_peak - kRange) - std::max(valleys[b], highest_valley - kRange);
      }
    }
  }

 private:
  // For bands with so many extremes that sorting is faster.
  void sort_lanes(const Band& band, const float* magnitudes, size_t frames, float* work) const {
    const size_t lanes = kernels_.lanes;
    std::vector<float> sorted(band.bins);
    for (size_t t = 0; t < frames; t++) {
      for (int k = 0; k < band.bins; k++) sorted[k] = magnitudes[k * lanes + t];
      std::sort(sorted.begin(), sorted.end());
      double low = 0;
      double high = 0;
      for (int j = 0; j < band.extremes; j++) {
        low += sorted[j];
        high += sorted[band.bins - 1 - j];
      }
      work[t] = static_cast<float>(low / band.extremes);
      work[lanes + t] = static_cast<float>(high / band.extremes);
    }
  }

  const simd::Kernels& kernels_;
  std::vector<Band> bands_;
};

}  // namespace

std::unique_ptr<const SpectralFeature> spectral_contrast(const simd::Kernels& kernels,
                                                         const SpectralOptions& options,
                                                         const MfccOptions& frames) {
  return std::make_unique<const Contrast>(kernels, bands_of(options, frames));
}

}  // namespace emovox
