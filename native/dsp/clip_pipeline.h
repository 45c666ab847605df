#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "cepstral_normalisation.h"
#include "clip.h"
#include "fit.h"
#include "mfcc.h"

namespace emovox {

// What is done to one copy of a clip, in this order; an empty one is the clip itself.
struct ClipCopy {
  std::optional<double> stretch_rate;     // above 1 is faster
  std::optional<double> pitch_semitones;  // up
  std::optional<double> noise_snr_db;
  uint64_t noise_seed = 0;
};

// What a clip is padded with: silence, of which features are then computed, or frames of zeros beside its
// own.
enum class PadIn { kSamples, kFrames };

// Defaults and units as featureSchema in lib/options.ts.
struct ClipPipelineOptions {
  ClipOptions clip;
  size_t clip_samples = 48000;  // of every copy, at the clip's rate
  Pad pad = Pad::kBefore;
  PadIn pad_in = PadIn::kFrames;
  Crop crop = Crop::kStart;
  MfccOptions mfcc;
  CepstralNormalisation normalisation = CepstralNormalisation::kMean;
  DecodeLimits limits;
};

// Copies of one recording, as features: copies x frames x coefficients, row-major.
struct ClipFeatures {
  std::vector<float> data;
  ClipFacts facts;
};

// From a recording to the features of any number of copies of it:
//
//   decode -> mono -> resample -> trim -> for each copy: stretch -> pitch -> noise -> crop or pad -> MFCC ->
//   normalise
//
// The recording is loaded once for all of its copies. Planned once for its options; run() may be called by
// any number of threads at once.
class ClipPipeline {
 public:
  // Throws INVALID_OPTION, naming the option.
  explicit ClipPipeline(const ClipPipelineOptions& options);

  size_t frames() const { return frames_; }
  size_t coefficients() const { return mfcc_.coefficients(); }

  // Throws what load_clip throws, and INVALID_OPTION for what a copy asks.
  ClipFeatures run(const Recorded& recorded, const std::vector<ClipCopy>& copies) const;

 private:
  std::vector<float> transformed(const std::vector<float>& clip, const ClipCopy& copy) const;

  // frames() x coefficients() into `out`, which is all zeros.
  void write_features(const std::vector<float>& samples, float* out) const;

  ClipPipelineOptions options_;
  Mfcc mfcc_;
  size_t frames_;
  int vocoder_fft_;
};

}  // namespace emovox
