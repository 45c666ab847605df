#include "feature_options.h"

#include <cmath>
#include <string>

#include "error.h"
#include "relative_pitch.h"

namespace emovox {
namespace {

void expect(bool holds, const char* option, const std::string& expected, double found) {
  if (holds) return;
  throw Error("INVALID_OPTION", std::string("option ") + option + ": expected " + expected + ", found " +
                                    std::to_string(found));
}

}  // namespace

size_t columns_of(Feature feature, const FeatureOptions& options) {
  switch (feature) {
    case Feature::kMfcc:
    case Feature::kDelta:
    case Feature::kDeltaDelta:
      return options.mfcc.n_mfcc;
    case Feature::kMelSpectrum:
    case Feature::kLogMel:
      return options.mfcc.n_mels;
    case Feature::kSpectralContrast:
      return options.spectral.contrast_bands + 1;
    case Feature::kChroma:
      return options.spectral.n_chroma;
    case Feature::kF0:
      return 2;
    case Feature::kPitch:
      return kPitchColumns;
    default:
      return 1;
  }
}

void check(const SpectralOptions& o, const MfccOptions& frames) {
  expect(o.roll_percent > 0 && o.roll_percent < 1, "rollPercent", "a share between 0 and 1", o.roll_percent);
  expect(o.contrast_quantile > 0 && o.contrast_quantile < 1, "contrastQuantile", "a share between 0 and 1",
         o.contrast_quantile);
  expect(o.contrast_bands >= 1, "contrastBands", "at least 1", o.contrast_bands);
  expect(o.n_chroma >= 1, "nChroma", "at least 1", o.n_chroma);
  expect(std::isfinite(o.tuning), "tuning", "a number of classes", o.tuning);
  expect(std::isfinite(o.contrast_f_min) && o.contrast_f_min > 0, "contrastFMin", "a positive number of Hz",
         o.contrast_f_min);
  expect(frames.n_fft >= 2, "nFft", "at least 2", frames.n_fft);
}

}  // namespace emovox
