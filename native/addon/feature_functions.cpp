#include <cstdint>
#include <string>
#include <vector>

#include "arguments.h"
#include "dsp/delta.h"
#include "dsp/error.h"
#include "dsp/feature_computer.h"
#include "dsp/finite.h"
#include "dsp/pyin.h"
#include "failure.h"
#include "functions.h"
#include "option_reader.h"

namespace emovox {
namespace {

Napi::Object matrix_to_js(Napi::Env env, const std::vector<float>& data, size_t frames, size_t columns) {
  auto object = Napi::Object::New(env);
  object.Set("data", to_js(env, data));
  object.Set("frames", static_cast<double>(frames));
  object.Set("coefficients", static_cast<double>(columns));
  return object;
}

double sample_rate_from(const Napi::Value& options) {
  return number_from(object_from(options, "options").Get("sampleRate"), "option sampleRate",
                     kLowestSampleRate, kHighestSampleRate);
}

// features(samples, { sampleRate, mfcc, include, extra })
Napi::Value features_js(const Napi::CallbackInfo& info) {
  FeatureOptions options = feature_options_from(info[1]);
  options.mfcc.sample_rate = sample_rate_from(info[1]);
  const FeatureComputer computer(options);
  const SamplesView samples = samples_from(info[0], "samples");
  const size_t frames = computer.frames(samples.size);
  std::vector<float> data(frames * computer.coefficients());
  computer.compute(samples.data, samples.size, data.data());
  return matrix_to_js(info.Env(), data, frames, computer.coefficients());
}

// delta(data, columns, width, order)
Napi::Value delta_js(const Napi::CallbackInfo& info) {
  constexpr int64_t kMost = int64_t{1} << 30;
  const auto columns = static_cast<size_t>(integer_from(info[1], "coefficients", 1, kMost));
  const auto width = static_cast<size_t>(integer_from(info[2], "option width", 1, kMost));
  const auto order = static_cast<int>(integer_from(info[3], "option order", 1, 2));
  const SamplesView data = samples_from(info[0], "data");
  if (data.size % columns != 0) {
    throw Error("INVALID_OPTION", "data: expected rows of " + std::to_string(columns) +
                                      " coefficients, found " + std::to_string(data.size) + " numbers");
  }
  std::vector<float> out(data.size);
  delta(data.data, data.size / columns, columns, columns, width, order, out.data(), columns);
  return to_js(info.Env(), out);
}

void check_samples(const Framing& framing, const SamplesView& samples) {
  const std::string found = ", found " + std::to_string(samples.size);
  if (samples.size == 0) throw Error("EMPTY_AUDIO", "samples: expected at least one, found none");
  if (framing.frames(samples.size) == 0) {
    throw Error("EMPTY_AUDIO", "samples: expected at least frameLength (" + std::to_string(framing.size) +
                                   ") for frames that are not centred" + found);
  }
  if (framing.mode == PadMode::kReflect && samples.size <= framing.padding) {
    throw Error("INVALID_OPTION", "option padMode: expected more than frameLength / 2 (" +
                                      std::to_string(framing.padding) + ") samples to reflect" + found);
  }
  finite_peak(samples.data, samples.size);
}

// trackF0(samples, { sampleRate, hopLength, center, padMode, f0Method, ... })
Napi::Value track_f0_js(const Napi::CallbackInfo& info) {
  const F0Options options = f0_options_from(info[1]);
  const Napi::Object object = object_from(info[1], "F0 options");
  const auto hop = static_cast<size_t>(integer_from(object.Get("hopLength"), "option hopLength", 1, 65536));
  const bool center = boolean_from(object.Get("center"), "option center");
  const PadMode pad_mode = pad_mode_from(object.Get("padMode"), "option padMode");
  const F0Tracker tracker(options, sample_rate_from(info[1]), hop);
  const SamplesView samples = samples_from(info[0], "samples");
  const size_t length = tracker.frame_length();
  const Framing framing{length, hop, center ? length / 2 : 0, pad_mode};
  check_samples(framing, samples);
  const F0Tracker::Track track =
      tracker.track(framing, samples.data, samples.size, framing.frames(samples.size));
  auto out = Napi::Object::New(info.Env());
  out.Set("f0", to_js(info.Env(), track.f0));
  out.Set("voiced", to_js(info.Env(), track.voiced));
  out.Set("probability", to_js(info.Env(), track.probability));
  return out;
}

}  // namespace

void export_feature_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("features", Napi::Function::New<guarded<features_js>>(env, "features"));
  exports.Set("delta", Napi::Function::New<guarded<delta_js>>(env, "delta"));
  exports.Set("trackF0", Napi::Function::New<guarded<track_f0_js>>(env, "trackF0"));
}

}  // namespace emovox
