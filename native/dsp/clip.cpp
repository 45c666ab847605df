#include "clip.h"

#include <string>

#include "error.h"
#include "finite.h"
#include "resampler_cache.h"
#include "trim.h"

namespace emovox {
namespace {

// Mono samples at the recording's rate.
struct Decoded {
  const float* samples;
  size_t count;
  double sample_rate;  // Hz
  int channels;
  uint64_t missing_samples;
};

Decoded view_of(const Audio& audio) {
  return {audio.samples.data(), audio.samples.size(), audio.sample_rate, audio.channels,
          audio.missing_samples};
}

Decoded decoded(const RecordedFile& file, const DecodeLimits& limits, Audio& memory) {
  decode_file(file.path, limits, memory);
  return view_of(memory);
}

Decoded decoded(const RecordedBytes& file, const DecodeLimits& limits, Audio& memory) {
  decode_bytes(file.bytes.data(), file.bytes.size(), "bytes", limits, memory);
  return view_of(memory);
}

Decoded decoded(const RecordedSamples& recorded, const DecodeLimits& limits, Audio&) {
  const double rate = recorded.sample_rate;
  if (!(rate >= kLowestSampleRate && rate <= kHighestSampleRate)) {
    throw Error("INVALID_OPTION",
                "option sampleRate: expected a rate from 1000 to 384000 Hz, found " + std::to_string(rate));
  }
  if (recorded.samples.empty()) throw Error("EMPTY_AUDIO", "samples: expected some, found none");
  if (static_cast<double>(recorded.samples.size()) > limits.max_seconds * rate) {
    throw Error("TOO_LONG", "samples: expected at most " + std::to_string(limits.max_seconds) + " s, found " +
                                std::to_string(static_cast<double>(recorded.samples.size()) / rate) + " s");
  }
  finite_peak(recorded.samples.data(), recorded.samples.size());
  return {recorded.samples.data(), recorded.samples.size(), rate, 1, 0};
}

// Points samples at the clip's rate; decoding has seen to it that they are finite.
void resample(const Decoded& from, const ClipOptions& options, std::vector<float>& memory, ClipView& clip) {
  if (from.sample_rate == options.sample_rate) {
    clip.samples = from.samples;
    clip.count = from.count;
    return;
  }
  const auto resampler = planned_resampler(from.sample_rate, options.sample_rate, options.quality);
  memory.resize(resampler->output_length(from.count));
  resampler->process(from.samples, from.count, memory.data());
  check_result(memory.data(), memory.size(), finite_peak(from.samples, from.count));
  clip.samples = memory.data();
  clip.count = memory.size();
}

}  // namespace

Clip load_clip(const Recorded& recorded, const ClipOptions& options, const DecodeLimits& limits) {
  ClipMemory memory;
  const ClipView clip = load_clip(recorded, options, limits, memory);
  return {{clip.samples, clip.samples + clip.count}, clip.facts};
}

ClipView load_clip(const Recorded& recorded, const ClipOptions& options, const DecodeLimits& limits,
                   ClipMemory& memory) {
  const Decoded audio =
      std::visit([&](const auto& source) { return decoded(source, limits, memory.decoded); }, recorded);
  ClipView clip{};
  clip.facts.sample_rate = audio.sample_rate;
  clip.facts.channels = audio.channels;
  clip.facts.seconds = static_cast<double>(audio.count) / audio.sample_rate;
  clip.facts.missing_samples = audio.missing_samples;

  resample(audio, options, memory.resampled, clip);
  const Sounding sounding = find_sounding(clip.samples, clip.count, options.trim_db);
  clip.facts.silent = sounding.silent;
  if (options.trim_db > 0) {
    clip.samples += sounding.start;
    clip.count = sounding.end - sounding.start;
  }
  clip.facts.clip_seconds = static_cast<double>(clip.count) / options.sample_rate;
  return clip;
}

}  // namespace emovox
