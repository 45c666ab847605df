#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "arguments.h"
#include "clip_arguments.h"
#include "dsp/clip.h"
#include "dsp/clip_pipeline.h"
#include "failure.h"
#include "functions.h"
#include "option_reader.h"
#include "promise_job.h"

namespace emovox {
namespace {

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
  auto work = [recorded = recorded_from(info[0], "source"), options, limits] {
    return load_clip(recorded, options, limits);
  };
  return PromiseJob<Clip>::start(info.Env(), std::move(work), clip_to_js);
}

Napi::Value create_pipeline_js(const Napi::CallbackInfo& info) {
  const auto pipeline = std::make_shared<const ClipPipeline>(pipeline_options_from(info[0], info[1]));
  auto object = Napi::Object::New(info.Env());
  object.Set("frames", static_cast<double>(pipeline->frames()));
  object.Set("coefficients", static_cast<double>(pipeline->coefficients()));
  object.Set("handle", handle_of(info.Env(), pipeline));
  return object;
}

Napi::Value run_pipeline_js(const Napi::CallbackInfo& info) {
  const SharedPipeline pipeline = pipeline_from(info[0]);
  std::vector<ClipCopy> copies = copies_from(info[2], "copies");
  auto work = [pipeline, recorded = recorded_from(info[1], "source"), copies = std::move(copies)] {
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
