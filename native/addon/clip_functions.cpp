#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "arguments.h"
#include "dsp/clip.h"
#include "dsp/clip_pipeline.h"
#include "failure.h"
#include "functions.h"
#include "option_reader.h"
#include "promise_job.h"

namespace emovox {
namespace {

// Jobs keep the pipeline alive, whatever becomes of its handle meanwhile.
using SharedPipeline = std::shared_ptr<const ClipPipeline>;

// Marks our handles, so that nothing else can pass for one.
constexpr napi_type_tag kPipelineTag = {0x6ad25f0b1b7c4e83, 0x9c1e6f5a2d804b37};

// What the work on another thread reads is copied.
Recorded recorded_from(const Napi::Value& value) {
  if (value.IsString()) return RecordedFile{path_from(value, "source")};
  if (value.IsTypedArray()) {
    const BytesView view = bytes_from(value, "source");
    return RecordedBytes{{view.data, view.data + view.size}};
  }
  if (!value.IsObject())
    throw_unexpected("source", "a file's path, a Uint8Array of its bytes, or { samples, sampleRate }", value);
  const auto object = value.As<Napi::Object>();
  const double sample_rate =
      number_from(object.Get("sampleRate"), "source.sampleRate", kLowestSampleRate, kHighestSampleRate);
  const Napi::Value samples = object.Get("samples");
  const SamplesView view = samples_from(samples, "source.samples");
  return RecordedSamples{{view.data, view.data + view.size}, sample_rate};
}

std::optional<double> amount_from(const Napi::Object& copy, const char* key, double low, double high) {
  const Napi::Value value = copy.Get(key);
  if (value.IsUndefined()) return std::nullopt;
  return number_from(value, (std::string("option ") + key).c_str(), low, high);
}

ClipCopy copy_from(const Napi::Value& value) {
  const Napi::Object object = object_from(value, "copy");
  ClipCopy copy;
  copy.stretch_rate = amount_from(object, "stretchRate", 0.1, 10);
  copy.pitch_semitones = amount_from(object, "pitchSemitones", -36, 36);
  copy.noise_snr_db = amount_from(object, "noiseSnrDb", -200, 200);
  const Napi::Value seed = object.Get("noiseSeed");
  if (!seed.IsUndefined())
    copy.noise_seed = static_cast<uint64_t>(integer_from(seed, "option noiseSeed", 0, 0xffffffff));
  return copy;
}

std::vector<ClipCopy> copies_from(const Napi::Value& value) {
  constexpr uint32_t kMostCopies = 10000;
  if (!value.IsArray()) throw_unexpected("copies", "an array", value);
  const auto array = value.As<Napi::Array>();
  const uint32_t length = array.Length();
  if (length > kMostCopies)
    throw_unexpected("copies", "at most 10000 copies", Napi::Number::New(value.Env(), length));
  std::vector<ClipCopy> copies;
  for (uint32_t k = 0; k < length; k++) copies.push_back(copy_from(array.Get(k)));
  return copies;
}

Napi::Value facts_to_js(Napi::Env env, const ClipFacts& facts) {
  auto object = Napi::Object::New(env);
  object.Set("sampleRate", facts.sample_rate);
  object.Set("channels", facts.channels);
  object.Set("seconds", facts.seconds);
  object.Set("clipSeconds", facts.clip_seconds);
  object.Set("silent", facts.silent);
  object.Set("missingSamples", static_cast<double>(facts.missing_samples));
  return object;
}

Napi::Value clip_to_js(Napi::Env env, const Clip& clip) {
  auto object = Napi::Object::New(env);
  object.Set("samples", to_js(env, clip.samples));
  object.Set("facts", facts_to_js(env, clip.facts));
  return object;
}

Napi::Value features_to_js(Napi::Env env, const ClipFeatures& features) {
  auto object = Napi::Object::New(env);
  object.Set("data", to_js(env, features.data));
  object.Set("facts", facts_to_js(env, features.facts));
  return object;
}

Napi::Value load_clip_js(const Napi::CallbackInfo& info) {
  const ClipOptions options = clip_options_from(info[1]);
  const DecodeLimits limits = limits_from(info[2]);
  auto work = [recorded = recorded_from(info[0]), options, limits] {
    return load_clip(recorded, options, limits);
  };
  return PromiseJob<Clip>::start(info.Env(), std::move(work), clip_to_js);
}

Napi::Value create_pipeline_js(const Napi::CallbackInfo& info) {
  auto pipeline = std::make_unique<SharedPipeline>(
      std::make_shared<const ClipPipeline>(pipeline_options_from(info[0], info[1])));
  auto object = Napi::Object::New(info.Env());
  object.Set("frames", static_cast<double>((*pipeline)->frames()));
  object.Set("coefficients", static_cast<double>((*pipeline)->coefficients()));
  auto handle = Napi::External<SharedPipeline>::New(info.Env(), pipeline.release(),
                                                    [](Napi::Env, SharedPipeline* shared) { delete shared; });
  handle.TypeTag(&kPipelineTag);
  object.Set("handle", handle);
  return object;
}

Napi::Value run_pipeline_js(const Napi::CallbackInfo& info) {
  if (!info[0].IsExternal() || !info[0].As<Napi::External<SharedPipeline>>().CheckTypeTag(&kPipelineTag))
    throw_unexpected("handle", "a pipeline", info[0]);
  const SharedPipeline pipeline = *info[0].As<Napi::External<SharedPipeline>>().Data();
  std::vector<ClipCopy> copies = copies_from(info[2]);
  auto work = [pipeline, recorded = recorded_from(info[1]), copies = std::move(copies)] {
    return pipeline->run(recorded, copies);
  };
  return PromiseJob<ClipFeatures>::start(info.Env(), std::move(work), features_to_js);
}

}  // namespace

void export_clip_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("loadClip", Napi::Function::New<guarded<load_clip_js>>(env, "loadClip"));
  exports.Set("createPipeline", Napi::Function::New<guarded<create_pipeline_js>>(env, "createPipeline"));
  exports.Set("runPipeline", Napi::Function::New<guarded<run_pipeline_js>>(env, "runPipeline"));
}

}  // namespace emovox
