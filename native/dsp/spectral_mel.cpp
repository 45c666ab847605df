#include "spectral_mel.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace emovox {
namespace {

class MelSpectrum : public SpectralFeature {
 public:
  MelSpectrum(const simd::Kernels& kernels, const MelOptions& options) : kernels_(kernels), bank_(options) {
    for (const MelBank::Band& band : bank_.triangles()) {
      first_bins_.push_back(band.first_bin);
      bin_counts_.push_back(band.bins);
    }
  }

  size_t work() const override { return bank_.bands(); }

  void group(const LaneSpectra& spectra, size_t frames, float* work, const FeatureRows& rows) const override {
    kernels_.mel_bands({bank_.bands(), first_bins_.data(), bin_counts_.data(), bank_.weights().data()},
                       spectra.power, work);
    for (size_t t = 0; t < frames; t++) {
      for (size_t m = 0; m < bands(); m++) rows.columns[t * rows.stride + m] = work[m * kernels_.lanes + t];
    }
  }

 protected:
  const simd::Kernels& kernels() const { return kernels_; }
  size_t bands() const { return bank_.bands(); }

 private:
  const simd::Kernels& kernels_;
  MelBank bank_;
  std::vector<int> first_bins_;
  std::vector<int> bin_counts_;
};

class LogMel : public MelSpectrum {
 public:
  LogMel(const simd::Kernels& kernels, const MelOptions& options, double amin, double top_db)
      : MelSpectrum(kernels, options),
        amin_(std::max(static_cast<float>(amin), std::numeric_limits<float>::min())),
        top_db_(static_cast<float>(top_db)) {}

  void finish(size_t frames, const FeatureRows& rows) const override {
    float loudest = -std::numeric_limits<float>::infinity();
    for (size_t t = 0; t < frames; t++) {
      float* mels = rows.columns + t * rows.stride;
      loudest = std::max(loudest, kernels().to_decibels(mels, bands(), amin_, mels));
    }
    if (top_db_ < 0) return;
    for (size_t t = 0; t < frames; t++) {
      float* mels = rows.columns + t * rows.stride;
      for (size_t m = 0; m < bands(); m++) mels[m] = std::max(mels[m], loudest - top_db_);
    }
  }

 private:
  float amin_;
  float top_db_;
};

}  // namespace

std::unique_ptr<const SpectralFeature> mel_spectrum(const simd::Kernels& kernels, const MelOptions& options) {
  return std::make_unique<const MelSpectrum>(kernels, options);
}

std::unique_ptr<const SpectralFeature> log_mel(const simd::Kernels& kernels, const MelOptions& options,
                                               double amin, double top_db) {
  return std::make_unique<const LogMel>(kernels, options, amin, top_db);
}

}  // namespace emovox
