#pragma once
#include <cstddef>
#include <memory>
#include <vector>

#include "cepstral_normalisation.h"
#include "feature_options.h"
#include "framing.h"
#include "pyin.h"
#include "spectral_pass.h"

namespace emovox {

// Features of every frame of a clip, side by side in the order of FeatureOptions::include: one framing and
// one FFT a frame for MFCCs and all spectral features. The frames of RMS and zero-crossing rate are those of
// the MFCCs; those of F0, which are longer, have the same centres. Planned once for its options, then run on
// any number of clips, by any number of threads.
class FeatureComputer {
 public:
  // Throws INVALID_OPTION, naming the option, for what is out of range or contradicts another option.
  explicit FeatureComputer(const FeatureOptions& options, const simd::Kernels& kernels = simd::kernels());
  FeatureComputer(const FeatureComputer&) = delete;
  FeatureComputer& operator=(const FeatureComputer&) = delete;

  // Frames of a clip of so many samples; 0 where compute() throws.
  size_t frames(size_t samples) const { return mfcc_.frames(samples); }
  // Columns of a frame.
  size_t coefficients() const { return columns_; }

  // Throws INVALID_OPTION where a feature, as the deltas, cannot be had of so few frames.
  void check_frames(size_t frames) const;

  // The fewest samples of which every feature can be had.
  size_t least_samples() const;

  // out: frames(count) x coefficients(), row-major by frame; all finite.
  // Throws what Mfcc::compute and check_frames() throw.
  void compute(const float* samples, size_t count, float* out) const;

  // Normalises the columns of MFCCs, log-mel bands and pitch over the frames of a clip, in place. The others
  // either do not have their mean, as the deltas, or mean what they are, as F0 in Hz.
  void normalise(float* features, size_t frames, CepstralNormalisation kind) const;

 private:
  struct Placed {
    Feature feature;
    size_t column;
  };

  std::unique_ptr<const SpectralFeature> spectral_feature(Feature feature) const;
  void compute_mfccs(const float* mfccs, size_t frames, float* out) const;
  void compute_levels(const float* samples, size_t count, size_t frames, float* out) const;
  F0Tracker::Track track(const F0Tracker& tracker, const float* samples, size_t count, size_t frames) const;
  void compute_f0(const float* samples, size_t count, size_t frames, float* out) const;

  FeatureOptions options_;
  const simd::Kernels& kernels_;
  Mfcc mfcc_;
  SpectralPass spectral_;
  std::unique_ptr<const F0Tracker> f0_;
  std::unique_ptr<const F0Tracker> pitch_;  // by YIN, which has a value for every frame
  std::vector<Placed> placed_;
  size_t columns_ = 0;
  bool wants_mfccs_ = false;  // themselves or their deltas
};

}  // namespace emovox
