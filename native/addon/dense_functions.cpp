#include <cstddef>
#include <string>

#include "arguments.h"
#include "dsp/error.h"
#include "failure.h"
#include "functions.h"
#include "simd/aligned_floats.h"
#include "simd/kernels.h"

namespace emovox {
namespace {

using simd::DenseActivation;

const float* floats_from(const Napi::Value& value, const char* name, size_t size) {
  const SamplesView view = samples_from(value, name);
  if (view.size == size) return view.data;
  throw Error("INVALID_OPTION", std::string(name) + ": expected " + std::to_string(size) +
                                    " numbers, found " + std::to_string(view.size));
}

simd::DensePlan plan_from(const Napi::Value& value) {
  const Napi::Object given = object_from(value, "dense options");
  const auto size = [&](const char* key) {
    const std::string name = std::string("option ") + key;
    return static_cast<int>(integer_from(given.Get(key), name.c_str(), 1, int64_t{1} << 15));
  };
  const Choices<DenseActivation> activations = {{"linear", DenseActivation::kLinear},
                                                {"relu", DenseActivation::kRelu},
                                                {"softmax", DenseActivation::kSoftmax}};
  return {size("rows"), size("inputs"), size("units"),
          choice_from(given.Get("activation"), "option activation", activations)};
}

size_t times(int a, int b) { return static_cast<size_t>(a) * static_cast<size_t>(b); }

Napi::Value dense_forward_js(const Napi::CallbackInfo& info) {
  const simd::DensePlan plan = plan_from(info[0]);
  const float* x = floats_from(info[1], "x", times(plan.rows, plan.inputs));
  const float* kernel = floats_from(info[2], "kernel", times(plan.inputs, plan.units));
  const float* bias = floats_from(info[3], "bias", static_cast<size_t>(plan.units));
  auto y = Napi::Float32Array::New(info.Env(), times(plan.rows, plan.units));
  simd::kernels().dense_forward(plan, x, kernel, bias, y.Data());
  return Napi::Value(info.Env(), y);
}

Napi::Value dense_backward_js(const Napi::CallbackInfo& info) {
  const simd::DensePlan plan = plan_from(info[0]);
  const float* x = floats_from(info[1], "x", times(plan.rows, plan.inputs));
  const float* kernel = floats_from(info[2], "kernel", times(plan.inputs, plan.units));
  const float* y = floats_from(info[3], "y", times(plan.rows, plan.units));
  const float* dy = floats_from(info[4], "dy", times(plan.rows, plan.units));
  const Napi::Env env = info.Env();
  auto d_kernel = Napi::Float32Array::New(env, times(plan.inputs, plan.units));
  auto d_bias = Napi::Float32Array::New(env, static_cast<size_t>(plan.units));
  auto dx = Napi::Float32Array::New(env, times(plan.rows, plan.inputs));
  const simd::AlignedFloats scratch(times(plan.units, 1 + plan.inputs));
  simd::kernels().dense_backward(plan, x, kernel, y, dy, scratch.data(),
                                 {d_kernel.Data(), d_bias.Data(), dx.Data()});
  auto object = Napi::Object::New(env);
  object.Set("kernel", d_kernel);
  object.Set("bias", d_bias);
  object.Set("x", dx);
  return object;
}

}  // namespace

void export_dense_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("denseForward", Napi::Function::New<guarded<dense_forward_js>>(env, "denseForward"));
  exports.Set("denseBackward", Napi::Function::New<guarded<dense_backward_js>>(env, "denseBackward"));
}

}  // namespace emovox
