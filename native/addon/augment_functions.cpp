#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "arguments.h"
#include "dsp/augmented_clips.h"
#include "failure.h"
#include "functions.h"
#include "option_reader.h"
#include "promise_job.h"

namespace emovox {
namespace {

// Jobs keep the clips alive, whatever becomes of their handle meanwhile.
using SharedClips = std::shared_ptr<const AugmentedClips>;

// Marks our handles, so that nothing else can pass for one.
constexpr napi_type_tag kClipsTag = {0x3b9f0c6e52d14a78, 0x8e47d1a06cf5b293};

constexpr int64_t kMostCount = 0xffffffff;

Napi::Array array_from(const Napi::Value& value, const char* name) {
  if (!value.IsArray()) throw_unexpected(name, "an array", value);
  return value.As<Napi::Array>();
}

template <typename Count>
std::vector<Count> counts_from(const Napi::Value& value, const char* name, int64_t low, int64_t high) {
  const Napi::Array array = array_from(value, name);
  std::vector<Count> counts;
  for (uint32_t k = 0; k < array.Length(); k++)
    counts.push_back(static_cast<Count>(integer_from(array.Get(k), name, low, high)));
  return counts;
}

std::vector<float> floats_from(const Napi::Value& value, const char* name) {
  constexpr double kMost = std::numeric_limits<float>::max();
  const Napi::Array array = array_from(value, name);
  std::vector<float> floats;
  for (uint32_t k = 0; k < array.Length(); k++)
    floats.push_back(static_cast<float>(number_from(array.Get(k), name, -kMost, kMost)));
  return floats;
}

AugmentedClipsOptions clips_options_from(const Napi::Object& clips) {
  AugmentedClipsOptions options;
  options.augment = spectral_augment_options_from(clips.Get("augment"));
  auto limits = Napi::Object::New(clips.Env());
  limits.Set("maxSeconds", 0);
  const ClipPipelineOptions features = pipeline_options_from(clips.Get("features"), limits);
  options.mfcc = features.features.mfcc;
  options.mfcc.sample_rate = features.clip.sample_rate;
  options.log_mel = features.features.include[0] == Feature::kLogMel;
  options.pitch = features.features.include.back() == Feature::kPitch;
  options.normalisation = features.normalisation;
  options.pad = features.pad;
  options.mean = floats_from(clips.Get("mean"), "mean");
  options.deviation = floats_from(clips.Get("deviation"), "deviation");
  options.frames = static_cast<size_t>(integer_from(clips.Get("frames"), "frames", 1, kMostCount));
  options.seed = static_cast<uint64_t>(integer_from(clips.Get("seed"), "option seed", 0, kMostCount));
  return options;
}

// Seen, not copied: valid until JavaScript runs again.
StoredCepstra stored_from(const Napi::Object& clips, size_t columns) {
  StoredCepstra stored;
  stored.frames = static_cast<size_t>(integer_from(clips.Get("storedFrames"), "storedFrames", 1, kMostCount));
  stored.phases = static_cast<int>(integer_from(clips.Get("phases"), "phases", 1, 1000));
  stored.copies = counts_from<size_t>(clips.Get("copies"), "copies", 1, 10000);
  stored.keys = counts_from<uint64_t>(clips.Get("keys"), "keys", 0, kMostCount);
  const Napi::Value cepstra = clips.Get("cepstra");
  const SamplesView values = samples_from(cepstra, "cepstra");
  const size_t copies = std::accumulate(stored.copies.begin(), stored.copies.end(), size_t{0});
  const size_t expected = copies * stored.frames * columns;
  if (values.size != expected) {
    throw_unexpected("cepstra", std::to_string(expected) + " values (copies x storedFrames x columns)",
                     Napi::Number::New(clips.Env(), static_cast<double>(values.size)));
  }
  if (stored.keys.size() != stored.copies.size()) {
    throw_unexpected("keys", std::to_string(stored.copies.size()) + " keys, one a recording",
                     Napi::Number::New(clips.Env(), static_cast<double>(stored.keys.size())));
  }
  stored.data = values.data;
  return stored;
}

Napi::Value create_augmented_clips_js(const Napi::CallbackInfo& info) {
  const Napi::Object clips = object_from(info[0], "clips");
  const AugmentedClipsOptions options = clips_options_from(clips);
  const StoredCepstra stored = stored_from(clips, AugmentedClips::stored_columns(options));
  auto shared = std::make_unique<SharedClips>(std::make_shared<const AugmentedClips>(options, stored));
  auto handle = Napi::External<SharedClips>::New(info.Env(), shared.release(),
                                                 [](Napi::Env, SharedClips* clips) { delete clips; });
  handle.TypeTag(&kClipsTag);
  return handle;
}

Napi::Value augment_clips_js(const Napi::CallbackInfo& info) {
  if (!info[0].IsExternal() || !info[0].As<Napi::External<SharedClips>>().CheckTypeTag(&kClipsTag))
    throw_unexpected("handle", "augmented clips", info[0]);
  const SharedClips clips = *info[0].As<Napi::External<SharedClips>>().Data();
  const auto last = static_cast<int64_t>(clips->recordings()) - 1;
  std::vector<size_t> recordings = counts_from<size_t>(info[1], "recordings", 0, last);
  const auto epoch = static_cast<uint64_t>(integer_from(info[2], "epoch", 0, kMostCount));
  auto work = [clips, recordings = std::move(recordings), epoch] {
    std::vector<float> features(recordings.size() * clips->clip_size());
    for (size_t k = 0; k < recordings.size(); k++)
      clips->compute(recordings[k], epoch, features.data() + k * clips->clip_size());
    return features;
  };
  return PromiseJob<std::vector<float>>::start(
      info.Env(), std::move(work),
      [](Napi::Env env, const std::vector<float>& features) -> Napi::Value { return to_js(env, features); });
}

}  // namespace

void export_augment_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("createAugmentedClips",
              Napi::Function::New<guarded<create_augmented_clips_js>>(env, "createAugmentedClips"));
  exports.Set("augmentClips", Napi::Function::New<guarded<augment_clips_js>>(env, "augmentClips"));
}

}  // namespace emovox
