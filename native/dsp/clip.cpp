#include "clip.h"

#include <utility>

#include "error.h"
#include "finite.h"
#include "trim.h"

namespace emovox {
namespace {

Audio audio_of(const RecordedFile& file, const DecodeLimits& limits) {
  return decode_file(file.path, limits);
}

Audio audio_of(const RecordedBytes& file, const DecodeLimits& limits) {
  return decode_bytes(file.bytes.data(), file.bytes.size(), "bytes", limits);
}

Audio audio_of(const RecordedSamples& recorded, const DecodeLimits& limits) {
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
  return {recorded.samples, rate, 1, 0};
}

std::vector<float> at_rate(Audio&& audio, const ClipOptions& options) {
  if (audio.sample_rate == options.sample_rate) return std::move(audio.samples);
  return resample(audio.samples.data(), audio.samples.size(), audio.sample_rate, options.sample_rate,
                  options.quality);
}

}  // namespace

Clip load_clip(const Recorded& recorded, const ClipOptions& options, const DecodeLimits& limits) {
  Audio audio = std::visit([&](const auto& source) { return audio_of(source, limits); }, recorded);
  Clip clip;
  clip.facts.sample_rate = audio.sample_rate;
  clip.facts.channels = audio.channels;
  clip.facts.seconds = static_cast<double>(audio.samples.size()) / audio.sample_rate;
  clip.facts.missing_samples = audio.missing_samples;

  clip.samples = at_rate(std::move(audio), options);
  const Sounding sounding = find_sounding(clip.samples.data(), clip.samples.size(), options.trim_db);
  clip.facts.silent = sounding.silent;
  if (options.trim_db > 0) {
    clip.samples.resize(sounding.end);
    clip.samples.erase(clip.samples.begin(),
                       clip.samples.begin() + static_cast<std::ptrdiff_t>(sounding.start));
  }
  clip.facts.clip_seconds = static_cast<double>(clip.samples.size()) / options.sample_rate;
  return clip;
}

}  // namespace emovox
