#pragma once
#include <cstddef>
#include <vector>

#include "random_draw.h"

namespace emovox {

// Levels of a clip in mel bands, dB, and what else is known of its frames: frames x (bands + beside),
// row-major.
struct LogMel {
  size_t frames = 0;
  size_t bands = 0;
  size_t beside = 0;  // columns after the bands, which go along through time, and are not changed else
  std::vector<float> values;

  size_t width() const { return bands + beside; }
  const float* frame(size_t t) const { return values.data() + t * width(); }
  float* frame(size_t t) { return values.data() + t * width(); }
};

// Defaults and units as spectralAugmentSchema in lib/options.ts.
struct SpectralAugmentOptions {
  double tempo = 1.2;             // duration is multiplied by 1 / tempo to tempo
  double crop_share = 0.06;       // of the clip, cut at each end at most
  double frequency_warp = 1.08;   // band k takes what was in band k times 1 / warp to warp
  double equaliser_db = 1.5;      // deviation of each of three terms
  double noise_share = 0.5;       // of the clips get a noise floor
  double noise_nearest_db = 25;   // its level below the clip's loudest, at least
  double noise_farthest_db = 70;  // and at most
  int time_masks = 2;
  double time_mask_share = 0.12;  // of the clip, at most, for each of them
  int frequency_masks = 0;
  double frequency_mask_share = 0.15;  // of the bands, at most, for each of them
};

// A clip as it might have been spoken by another speaker, faster or slower, elsewhere: cropped at both ends,
// warped in time and in frequency (vocal tract length perturbation, Jaitly and Hinton 2013), its bands
// raised and lowered by a smooth random curve, with a noise floor, and stretches of bands held at their mean
// over the clip: the frequency masks of SpecAugment (Park et al., 2019).
LogMel augment_spectrum(const LogMel& clip, const SpectralAugmentOptions& options, RandomDraw& random);

// Sets stretches of frames to 0: the time masks of SpecAugment (Park et al., 2019). 0 is to be the mean.
// features: frames x coefficients.
void mask_time(float* features, size_t frames, size_t coefficients, const SpectralAugmentOptions& options,
               RandomDraw& random);

}  // namespace emovox
