#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "cepstral_normalisation.h"
#include "clip.h"
#include "feature_computer.h"
#include "fit.h"

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
  FeatureOptions features;
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
//   decode -> mono -> resample -> trim -> for each copy: stretch -> pitch -> noise -> crop or pad -> features
//   -> normalise
//
// The recording is loaded once for all of its copies. Planned once for its options; run() may be called by
// any number of threads at once.
class ClipPipeline {
 public:
  // Throws INVALID_OPTION, naming the option.
  explicit ClipPipeline(const ClipPipelineOptions& options);

  size_t frames() const { return frames_; }
  size_t coefficients() const { return features_.coefficients(); }

  // Throws what load_clip throws, and INVALID_OPTION for what a copy asks.
  ClipFeatures run(const Recorded& recorded, const std::vector<ClipCopy>& copies) const;

  // What one recording leaves for the next to use again; of one thread.
  struct Memory {
    ClipMemory clip;
    std::vector<float> transformed;
    std::vector<float> noise;
    std::vector<float> padded;
  };
  // The same into features, whose memory is used again too. Where `abandoned` becomes true, what is left of
  // the copies is left undone, and the answer is false.
  bool run(const Recorded& recorded, const std::vector<ClipCopy>& copies, Memory& memory,
           ClipFeatures& features, const std::atomic<bool>* abandoned = nullptr) const;

 private:
  struct Samples {
    const float* data;
    size_t count;
  };
  Samples transformed(Samples clip, const ClipCopy& copy, Memory& memory) const;

  // frames() x coefficients().
  void write_features(Samples samples, Memory& memory, float* out) const;

  ClipPipelineOptions options_;
  FeatureComputer features_;
  size_t frames_;
  int vocoder_fft_;
};

}  // namespace emovox
