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
  if (values.size != expected && values.size != 0) {
    throw_unexpected("cepstra",
                     std::to_string(expected) + " values (copies x storedFrames x columns), or none",
                     Napi::Number::New(clips.Env(), static_cast<double>(values.size)));
  }
  if (stored.keys.size() != stored.copies.size()) {
    throw_unexpected("keys", std::to_string(stored.copies.size()) + " keys, one a recording",
                     Napi::Number::New(clips.Env(), static_cast<double>(stored.keys.size())));
  }
  stored.data = values.size == 0 ? nullptr : values.data;
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

// The recordings of a batch, as an epoch hears them.
struct BatchArguments {
  SharedClips clips;
  std::vector<size_t> recordings;
  uint64_t epoch;
};

BatchArguments batch_from(const Napi::CallbackInfo& info) {
  if (!info[0].IsExternal() || !info[0].As<Napi::External<SharedClips>>().CheckTypeTag(&kClipsTag))
    throw_unexpected("handle", "augmented clips", info[0]);
  const SharedClips clips = *info[0].As<Napi::External<SharedClips>>().Data();
  const auto last = static_cast<int64_t>(clips->recordings()) - 1;
  return {clips, counts_from<size_t>(info[1], "recordings", 0, last),
          static_cast<uint64_t>(integer_from(info[2], "epoch", 0, kMostCount))};
}

Napi::Value floats_to_js(Napi::Env env, const std::vector<float>& floats) { return to_js(env, floats); }

Napi::Value augment_clips_js(const Napi::CallbackInfo& info) {
  BatchArguments batch = batch_from(info);
  if (!batch.clips->holds_copies()) throw_unexpected("handle", "augmented clips that hold cepstra", info[0]);
  auto work = [batch = std::move(batch)] {
    const size_t size = batch.clips->clip_size();
    std::vector<float> features(batch.recordings.size() * size);
    for (size_t k = 0; k < batch.recordings.size(); k++)
      batch.clips->compute(batch.recordings[k], batch.epoch, features.data() + k * size);
    return features;
  };
  return PromiseJob<std::vector<float>>::start(info.Env(), std::move(work), floats_to_js);
}

Napi::Value drawn_copies_js(const Napi::CallbackInfo& info) {
  const BatchArguments batch = batch_from(info);
  auto copies = Napi::Array::New(info.Env(), batch.recordings.size());
  for (uint32_t k = 0; k < copies.Length(); k++)
    copies.Set(k, static_cast<double>(batch.clips->drawn_copy(batch.recordings[k], batch.epoch)));
  return copies;
}

Napi::Value augment_given_clips_js(const Napi::CallbackInfo& info) {
  BatchArguments batch = batch_from(info);
  const SamplesView given = samples_from(info[3], "cepstra");
  const size_t expected = batch.recordings.size() * batch.clips->stored_size();
  if (given.size != expected) {
    throw_unexpected("cepstra", std::to_string(expected) + " values (recordings x storedFrames x nMels)",
                     Napi::Number::New(info.Env(), static_cast<double>(given.size)));
  }
  std::vector<float> cepstra(given.data, given.data + given.size);
  auto work = [batch = std::move(batch), cepstra = std::move(cepstra)] {
    const AugmentedClips& clips = *batch.clips;
    std::vector<float> features(batch.recordings.size() * clips.clip_size());
    for (size_t k = 0; k < batch.recordings.size(); k++) {
      clips.compute(batch.recordings[k], batch.epoch, cepstra.data() + k * clips.stored_size(),
                    features.data() + k * clips.clip_size());
    }
    return features;
  };
  return PromiseJob<std::vector<float>>::start(info.Env(), std::move(work), floats_to_js);
}

}  // namespace

void export_augment_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("createAugmentedClips",
              Napi::Function::New<guarded<create_augmented_clips_js>>(env, "createAugmentedClips"));
  exports.Set("augmentClips", Napi::Function::New<guarded<augment_clips_js>>(env, "augmentClips"));
  exports.Set("drawnCopies", Napi::Function::New<guarded<drawn_copies_js>>(env, "drawnCopies"));
  exports.Set("augmentGivenClips",
              Napi::Function::New<guarded<augment_given_clips_js>>(env, "augmentGivenClips"));
}

}  // namespace emovox
