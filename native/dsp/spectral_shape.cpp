#include "spectral_shape.h"

#include <cmath>

namespace emovox {
namespace {

constexpr float kFlatnessFloor = 1e-10f;

// Its first lane array, one value a frame.
void put(const float* lanes, float scale, size_t frames, const FeatureRows& rows) {
  for (size_t t = 0; t < frames; t++) rows.columns[t * rows.stride] = lanes[t] * scale;
}

class Moment : public SpectralFeature {
 public:
  Moment(const simd::Kernels& kernels, int bins, double bin_hz, bool spread)
      : kernels_(kernels), bins_(bins), bin_hz_(static_cast<float>(bin_hz)), spread_(spread) {}

  size_t work() const override { return 2; }
  void group(const LaneSpectra& spectra, size_t frames, float* work, const FeatureRows& rows) const override {
    float* bandwidth = work + kernels_.lanes;
    kernels_.spectral_moments(spectra.magnitude, bins_, work, bandwidth);
    put(spread_ ? bandwidth : work, bin_hz_, frames, rows);
  }

 private:
  const simd::Kernels& kernels_;
  int bins_;
  float bin_hz_;
  bool spread_;
};

class Rolloff : public SpectralFeature {
 public:
  Rolloff(const simd::Kernels& kernels, int bins, double bin_hz, double share)
      : kernels_(kernels),
        bins_(bins),
        bin_hz_(static_cast<float>(bin_hz)),
        share_(static_cast<float>(share)) {}

  void group(const LaneSpectra& spectra, size_t frames, float* work, const FeatureRows& rows) const override {
    kernels_.rolloff_bins(spectra.magnitude, bins_, share_, work);
    put(work, bin_hz_, frames, rows);
  }

 private:
  const simd::Kernels& kernels_;
  int bins_;
  float bin_hz_;
  float share_;
};

class Flatness : public SpectralFeature {
 public:
  Flatness(const simd::Kernels& kernels, int bins) : kernels_(kernels), bins_(bins) {}

  size_t work() const override { return 2; }
  void group(const LaneSpectra& spectra, size_t frames, float* work, const FeatureRows& rows) const override {
    float* mean = work + kernels_.lanes;
    kernels_.mean_powers(spectra.power, bins_, kFlatnessFloor, work, mean);
    for (size_t t = 0; t < frames; t++) rows.columns[t * rows.stride] = std::exp2(work[t]) / mean[t];
  }

 private:
  const simd::Kernels& kernels_;
  int bins_;
};

}  // namespace

std::unique_ptr<const SpectralFeature> spectral_centroid(const simd::Kernels& kernels, int bins,
                                                         double bin_hz) {
  return std::make_unique<const Moment>(kernels, bins, bin_hz, false);
}

std::unique_ptr<const SpectralFeature> spectral_bandwidth(const simd::Kernels& kernels, int bins,
                                                          double bin_hz) {
  return std::make_unique<const Moment>(kernels, bins, bin_hz, true);
}

std::unique_ptr<const SpectralFeature> spectral_rolloff(const simd::Kernels& kernels, int bins, double bin_hz,
                                                        double roll_percent) {
  return std::make_unique<const Rolloff>(kernels, bins, bin_hz, roll_percent);
}

std::unique_ptr<const SpectralFeature> spectral_flatness(const simd::Kernels& kernels, int bins) {
  return std::make_unique<const Flatness>(kernels, bins);
}

}  // namespace emovox
