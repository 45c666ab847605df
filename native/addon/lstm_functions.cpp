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

Lstm& lstm_from(const Napi::Value& value) {
  if (!value.IsExternal() || !value.As<Napi::External<Lstm>>().CheckTypeTag(&kLstmTag))
    throw_unexpected("handle", "an LSTM", value);
  return *value.As<Napi::External<Lstm>>().Data();
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
  auto lstm = std::make_unique<Lstm>(options);
  // Told to JavaScript's collector, which sees a few bytes only.
  const auto bytes = static_cast<int64_t>(lstm->bytes());
  Napi::MemoryManagement::AdjustExternalMemory(info.Env(), bytes);
  auto handle = Napi::External<Lstm>::New(info.Env(), lstm.release(), [](Napi::Env env, Lstm* old) {
    Napi::MemoryManagement::AdjustExternalMemory(env, -static_cast<int64_t>(old->bytes()));
    delete old;
  });
  handle.TypeTag(&kLstmTag);
  return handle;
}

Napi::Value set_lstm_weights_js(const Napi::CallbackInfo& info) {
  Lstm& lstm = lstm_from(info[0]);
  lstm.set_weights(floats_from(info[1], "kernel", lstm.kernel_size()),
                   floats_from(info[2], "recurrent kernel", lstm.recurrent_size()),
                   floats_from(info[3], "bias", lstm.bias_size()));
  return info.Env().Undefined();
}

Napi::Value lstm_forward_js(const Napi::CallbackInfo& info) {
  Lstm& lstm = lstm_from(info[0]);
  const float* x = floats_from(info[1], "x", lstm.x_size());
  auto hidden = Napi::Float32Array::New(info.Env(), lstm.hidden_size());
  lstm.forward(x, hidden.Data());
  return Napi::Value(info.Env(), hidden);
}

Napi::Value lstm_backward_js(const Napi::CallbackInfo& info) {
  Lstm& lstm = lstm_from(info[0]);
  const float* d_hidden = floats_from(info[1], "dh", lstm.hidden_size());
  const bool with_x = boolean_from(info[2], "withX");
  const Napi::Env env = info.Env();
  auto kernel = Napi::Float32Array::New(env, lstm.kernel_size());
  auto recurrent = Napi::Float32Array::New(env, lstm.recurrent_size());
  auto bias = Napi::Float32Array::New(env, lstm.bias_size());
  auto x = Napi::Float32Array::New(env, with_x ? lstm.x_size() : 0);
  lstm.backward(d_hidden, {kernel.Data(), recurrent.Data(), bias.Data(), with_x ? x.Data() : nullptr});
  auto object = Napi::Object::New(env);
  object.Set("kernel", kernel);
  object.Set("recurrentKernel", recurrent);
  object.Set("bias", bias);
  if (with_x) object.Set("x", x);
  return object;
}

}  // namespace

void export_lstm_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("createLstm", Napi::Function::New<guarded<create_lstm_js>>(env, "createLstm"));
  exports.Set("setLstmWeights", Napi::Function::New<guarded<set_lstm_weights_js>>(env, "setLstmWeights"));
  exports.Set("lstmForward", Napi::Function::New<guarded<lstm_forward_js>>(env, "lstmForward"));
  exports.Set("lstmBackward", Napi::Function::New<guarded<lstm_backward_js>>(env, "lstmBackward"));
}

}  // namespace emovox
