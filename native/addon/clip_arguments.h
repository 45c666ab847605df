#pragma once
#include <napi.h>

#include <memory>
#include <string>
#include <vector>

#include "dsp/clip.h"
#include "dsp/clip_pipeline.h"

namespace emovox {

// What the functions of pipelines take and give, as C++ values and as JavaScript's. Names are for messages.

// Work in flight keeps the pipeline alive, whatever becomes of its handle meanwhile.
using SharedPipeline = std::shared_ptr<const ClipPipeline>;

Napi::Value handle_of(Napi::Env env, const SharedPipeline& pipeline);
// Throws INVALID_OPTION for anything but a handle of ours.
SharedPipeline pipeline_from(const Napi::Value& value);

// A path, bytes, or { samples, sampleRate }; what other threads read is copied.
Recorded recorded_from(const Napi::Value& value, const std::string& name);
// An array of { stretchRate?, pitchSemitones?, noiseSnrDb?, noiseSeed? }.
std::vector<ClipCopy> copies_from(const Napi::Value& value, const std::string& name);

Napi::Value facts_to_js(Napi::Env env, const ClipFacts& facts);

}  // namespace emovox
