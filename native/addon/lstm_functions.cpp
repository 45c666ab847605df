#include <memory>
#include <string>

#include "arguments.h"
#include "dsp/error.h"
#include "failure.h"
#include "functions.h"
#include "lstm/lstm.h"

namespace emovox {
namespace {

// Marks our handles, so that nothing else can pass for one.
constexpr napi_type_tag kLstmTag = {0x2f4be1a05cd94d17, 0xb2a7d0c86e5b4f91};

int size_from(const Napi::Object& options, const char* key) {
  const std::string name = std::string("option ") + key;
  return static_cast<int>(integer_from(options.Get(key), name.c_str(), 1, int64_t{1} << 20));
}

bool flag_from(const Napi::Object& options, const char* key) {
  return boolean_from(options.Get(key), (std::string("option ") + key).c_str());
}

// What a handle points to: a layer above one keeps it alive.
using SharedLstm = std::shared_ptr<Lstm>;

const SharedLstm& lstm_from(const Napi::Value& value) {
  if (!value.IsExternal() || !value.As<Napi::External<SharedLstm>>().CheckTypeTag(&kLstmTag))
    throw_unexpected("handle", "an LSTM", value);
  return *value.As<Napi::External<SharedLstm>>().Data();
}

const float* floats_from(const Napi::Value& value, const char* name, size_t size) {
  const SamplesView view = samples_from(value, name);
  if (view.size == size) return view.data;
  throw Error("INVALID_OPTION", std::string(name) + ": expected " + std::to_string(size) +
                                    " numbers, found " + std::to_string(view.size));
}

Napi::Value create_lstm_js(const Napi::CallbackInfo& info) {
  const Napi::Object given = object_from(info[0], "lstm options");
  LstmOptions options;
  options.batch = size_from(given, "batch");
  options.steps = size_from(given, "steps");
  options.inputs = size_from(given, "inputs");
  options.units = size_from(given, "units");
  options.sequences = flag_from(given, "sequences");
  options.reverse = flag_from(given, "reverse");
  options.training = flag_from(given, "training");
  options.threads = size_from(given, "threads");
  auto lstm = std::make_unique<SharedLstm>(std::make_shared<Lstm>(options));
  // Told to JavaScript's collector, which sees a few bytes only.
  const auto bytes = static_cast<int64_t>((*lstm)->bytes());
  Napi::MemoryManagement::AdjustExternalMemory(info.Env(), bytes);
  auto handle =
      Napi::External<SharedLstm>::New(info.Env(), lstm.release(), [](Napi::Env env, SharedLstm* old) {
        Napi::MemoryManagement::AdjustExternalMemory(env, -static_cast<int64_t>((*old)->bytes()));
        delete old;
      });
  handle.TypeTag(&kLstmTag);
  return handle;
}

Napi::Value set_lstm_weights_js(const Napi::CallbackInfo& info) {
  Lstm& lstm = *lstm_from(info[0]);
  lstm.set_weights(floats_from(info[1], "kernel", lstm.kernel_size()),
                   floats_from(info[2], "recurrent kernel", lstm.recurrent_size()),
                   floats_from(info[3], "bias", lstm.bias_size()));
  return info.Env().Undefined();
}

Napi::Value lstm_fits_above_js(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), lstm_from(info[0])->fits_above(*lstm_from(info[1])));
}

Napi::Value lstm_forward_js(const Napi::CallbackInfo& info) {
  Lstm& lstm = *lstm_from(info[0]);
  if (info[1].IsExternal()) {
    lstm.forward(lstm_from(info[1]));
  } else {
    lstm.forward(floats_from(info[1], "x", lstm.x_size()));
  }
  return info.Env().Undefined();
}

Napi::Value lstm_hidden_js(const Napi::CallbackInfo& info) {
  const Lstm& lstm = *lstm_from(info[0]);
  auto hidden = Napi::Float32Array::New(info.Env(), lstm.hidden_size());
  lstm.hidden(hidden.Data());
  return Napi::Value(info.Env(), hidden);
}

Napi::Value lstm_backward_js(const Napi::CallbackInfo& info) {
  Lstm& lstm = *lstm_from(info[0]);
  const bool with_x = boolean_from(info[2], "withX");
  const Napi::Env env = info.Env();
  auto kernel = Napi::Float32Array::New(env, lstm.kernel_size());
  auto recurrent = Napi::Float32Array::New(env, lstm.recurrent_size());
  auto bias = Napi::Float32Array::New(env, lstm.bias_size());
  const Lstm::Gradients gradients = {kernel.Data(), recurrent.Data(), bias.Data()};
  if (info[1].IsExternal()) {
    lstm.backward(*lstm_from(info[1]), with_x, gradients);
  } else {
    lstm.backward(floats_from(info[1], "dh", lstm.hidden_size()), with_x, gradients);
  }
  auto object = Napi::Object::New(env);
  object.Set("kernel", kernel);
  object.Set("recurrentKernel", recurrent);
  object.Set("bias", bias);
  return object;
}

Napi::Value lstm_input_gradient_js(const Napi::CallbackInfo& info) {
  const Lstm& lstm = *lstm_from(info[0]);
  auto gradient = Napi::Float32Array::New(info.Env(), lstm.x_size());
  lstm.d_x(gradient.Data());
  return Napi::Value(info.Env(), gradient);
}

}  // namespace

void export_lstm_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("createLstm", Napi::Function::New<guarded<create_lstm_js>>(env, "createLstm"));
  exports.Set("setLstmWeights", Napi::Function::New<guarded<set_lstm_weights_js>>(env, "setLstmWeights"));
  exports.Set("lstmForward", Napi::Function::New<guarded<lstm_forward_js>>(env, "lstmForward"));
  exports.Set("lstmFitsAbove", Napi::Function::New<guarded<lstm_fits_above_js>>(env, "lstmFitsAbove"));
  exports.Set("lstmHidden", Napi::Function::New<guarded<lstm_hidden_js>>(env, "lstmHidden"));
  exports.Set("lstmInputGradient",
              Napi::Function::New<guarded<lstm_input_gradient_js>>(env, "lstmInputGradient"));
  exports.Set("lstmBackward", Napi::Function::New<guarded<lstm_backward_js>>(env, "lstmBackward"));
}

}  // namespace emovox
