#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "decode.h"
#include "resample.h"

namespace emovox {

// A recording in one of the shapes in which callers have it.
struct RecordedFile {
  std::string path;  // UTF-8
};
struct RecordedBytes {
  std::vector<uint8_t> bytes;  // of a whole file
};
struct RecordedSamples {
  std::vector<float> samples;  // mono
  double sample_rate;          // Hz
};
using Recorded = std::variant<RecordedFile, RecordedBytes, RecordedSamples>;

// Defaults and units as audioSchema in lib/options.ts.
struct ClipOptions {
  double sample_rate = 16000;  // Hz, of the clip
  ResampleQuality quality = ResampleQuality::kBest;
  double trim_db = 40;  // below the loudest frame; <= 0 keeps everything
};

// What is known of the recording that a clip was made of.
struct ClipFacts {
  double sample_rate = 0;        // Hz, of the recording
  int channels = 0;              // of the recording
  double seconds = 0;            // of the recording
  double clip_seconds = 0;       // after trimming
  bool silent = false;           // below kSilentRms throughout
  uint64_t missing_samples = 0;  // of a file that was cut off, at the recording's rate
};

// A recording as the model hears it: mono, at one rate, without the silence around it. Not fitted to a length
// yet.
struct Clip {
  std::vector<float> samples;
  ClipFacts facts;
};

// The same where its samples are somebody else's: of the recording, or of the ClipMemory.
struct ClipView {
  const float* samples;
  size_t count;
  ClipFacts facts;
};

// What loading one recording leaves for the next to use again.
struct ClipMemory {
  Audio decoded;
  std::vector<float> resampled;
};

// Decode, mix to mono, resample, trim. Throws what decoding throws (decode.h); for samples EMPTY_AUDIO,
// NON_FINITE, TOO_LONG; INVALID_OPTION for a rate.
Clip load_clip(const Recorded& recorded, const ClipOptions& options, const DecodeLimits& limits = {});
// The same without memory of its own: the view is good until either argument changes.
ClipView load_clip(const Recorded& recorded, const ClipOptions& options, const DecodeLimits& limits,
                   ClipMemory& memory);

}  // namespace emovox
