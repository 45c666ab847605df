// What is done to all weights of a model after a batch, on JavaScript's own arrays, in place.
#include <cmath>
#include <string>

#include "arguments.h"
#include "dsp/error.h"
#include "failure.h"
#include "functions.h"
#include "simd/kernels.h"

namespace emovox {
namespace {

float* floats_from(const Napi::Value& value, const char* name, size_t size) {
  const SamplesView view = samples_from(value, name);
  if (view.size == size) return value.As<Napi::Float32Array>().Data();
  throw Error("INVALID_OPTION", std::string(name) + ": expected " + std::to_string(size) +
                                    " numbers, found " + std::to_string(view.size));
}

double share_from(const Napi::Value& value, const char* name) {
  constexpr double kMost = 1e9;
  return number_from(value, name, 0, kMost);
}

double share_from(const Napi::Object& options, const char* key) {
  return share_from(options.Get(key), (std::string("option ") + key).c_str());
}

Napi::Value adamw_js(const Napi::CallbackInfo& info) {
  const SamplesView gradient = samples_from(info[1], "gradient");
  const Napi::Object options = object_from(info[4], "AdamW options");
  simd::AdamWPlan plan = {};
  plan.mean_share = share_from(options, "meanShare");
  plan.square_share = share_from(options, "squareShare");
  plan.kept = share_from(options, "kept");
  plan.rate = share_from(options, "rate");
  plan.square_scale = share_from(options, "squareScale");
  plan.epsilon = share_from(options, "epsilon");
  float* const weights = floats_from(info[0], "weights", gradient.size);
  float* const mean = floats_from(info[2], "mean", gradient.size);
  float* const square = floats_from(info[3], "square", gradient.size);
  simd::kernels().adamw(plan, gradient.data, gradient.size, weights, mean, square);
  return info.Env().Undefined();
}

Napi::Value clip_norm_js(const Napi::CallbackInfo& info) {
  const SamplesView gradient = samples_from(info[0], "gradient");
  const double longest = share_from(info[1], "longest");
  double squares = 0;
  for (size_t k = 0; k < gradient.size; k++) {
    const double value = gradient.data[k];
    squares += value * value;
  }
  const double factor = longest / std::sqrt(squares);
  if (factor < 1) {
    simd::kernels().scale(factor, gradient.size, floats_from(info[0], "gradient", gradient.size));
  }
  return info.Env().Undefined();
}

Napi::Value move_average_js(const Napi::CallbackInfo& info) {
  const SamplesView values = samples_from(info[1], "values");
  const double share = share_from(info[2], "share");
  simd::kernels().move_average(values.data, share, values.size, floats_from(info[0], "average", values.size));
  return info.Env().Undefined();
}

}  // namespace

void export_weight_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("adamw", Napi::Function::New<guarded<adamw_js>>(env, "adamw"));
  exports.Set("clipNorm", Napi::Function::New<guarded<clip_norm_js>>(env, "clipNorm"));
  exports.Set("moveAverage", Napi::Function::New<guarded<move_average_js>>(env, "moveAverage"));
}

}  // namespace emovox
