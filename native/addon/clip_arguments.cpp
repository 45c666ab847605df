#include "clip_arguments.h"

#include <cstdint>
#include <optional>

#include "arguments.h"

namespace emovox {
namespace {

// Marks our handles, so that nothing else can pass for one.
constexpr napi_type_tag kPipelineTag = {0x6ad25f0b1b7c4e83, 0x9c1e6f5a2d804b37};

std::optional<double> amount_from(const Napi::Object& copy, const char* key, double low, double high) {
  const Napi::Value value = copy.Get(key);
  if (value.IsUndefined()) return std::nullopt;
  return number_from(value, (std::string("option ") + key).c_str(), low, high);
}

ClipCopy copy_from(const Napi::Value& value, const std::string& name) {
  const Napi::Object object = object_from(value, name.c_str());
  ClipCopy copy;
  copy.stretch_rate = amount_from(object, "stretchRate", 0.1, 10);
  copy.pitch_semitones = amount_from(object, "pitchSemitones", -36, 36);
  copy.noise_snr_db = amount_from(object, "noiseSnrDb", -200, 200);
  const Napi::Value seed = object.Get("noiseSeed");
  if (!seed.IsUndefined())
    copy.noise_seed = static_cast<uint64_t>(integer_from(seed, "option noiseSeed", 0, 0xffffffff));
  return copy;
}

}  // namespace

Napi::Value handle_of(Napi::Env env, const SharedPipeline& pipeline) {
  auto handle = Napi::External<SharedPipeline>::New(env, new SharedPipeline(pipeline),
                                                    [](Napi::Env, SharedPipeline* shared) { delete shared; });
  handle.TypeTag(&kPipelineTag);
  return handle;
}

SharedPipeline pipeline_from(const Napi::Value& value) {
  if (!value.IsExternal() || !value.As<Napi::External<SharedPipeline>>().CheckTypeTag(&kPipelineTag))
    throw_unexpected("handle", "a pipeline", value);
  return *value.As<Napi::External<SharedPipeline>>().Data();
}

Recorded recorded_from(const Napi::Value& value, const std::string& name) {
  if (value.IsString()) return RecordedFile{path_from(value, name.c_str())};
  if (value.IsTypedArray()) {
    const BytesView view = bytes_from(value, name.c_str());
    return RecordedBytes{{view.data, view.data + view.size}};
  }
  if (!value.IsObject()) {
    throw_unexpected(name.c_str(), "a file's path, a Uint8Array of its bytes, or { samples, sampleRate }",
                     value);
  }
  const auto object = value.As<Napi::Object>();
  const double sample_rate = number_from(object.Get("sampleRate"), (name + ".sampleRate").c_str(),
                                         kLowestSampleRate, kHighestSampleRate);
  const Napi::Value samples = object.Get("samples");
  const SamplesView view = samples_from(samples, (name + ".samples").c_str());
  return RecordedSamples{{view.data, view.data + view.size}, sample_rate};
}

std::vector<ClipCopy> copies_from(const Napi::Value& value, const std::string& name) {
  constexpr uint32_t kMostCopies = 10000;
  if (!value.IsArray()) throw_unexpected(name.c_str(), "an array", value);
  const auto array = value.As<Napi::Array>();
  const uint32_t length = array.Length();
  if (length > kMostCopies)
    throw_unexpected(name.c_str(), "at most 10000 copies", Napi::Number::New(value.Env(), length));
  std::vector<ClipCopy> copies;
  copies.reserve(length);
  for (uint32_t k = 0; k < length; k++)
    copies.push_back(copy_from(array.Get(k), name + "[" + std::to_string(k) + "]"));
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

}  // namespace emovox
