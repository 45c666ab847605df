#include <string>
#include <utility>
#include <vector>

#include "arguments.h"
#include "dsp/decode.h"
#include "failure.h"
#include "functions.h"
#include "option_reader.h"
#include "promise_job.h"

namespace emovox {
namespace {

Napi::Value audio_to_js(Napi::Env env, const Audio& audio) {
  auto object = Napi::Object::New(env);
  object.Set("samples", to_js(env, audio.samples));
  object.Set("sampleRate", audio.sample_rate);
  object.Set("channels", audio.channels);
  object.Set("missingSamples", static_cast<double>(audio.missing_samples));
  return object;
}

Napi::Value decode_file_js(const Napi::CallbackInfo& info) {
  auto work = [path = path_from(info[0], "path"), limits = limits_from(info[1])] {
    return decode_file(path, limits);
  };
  return PromiseJob<Audio>::start(info.Env(), std::move(work), audio_to_js);
}

Napi::Value decode_bytes_js(const Napi::CallbackInfo& info) {
  const DecodeLimits limits = limits_from(info[1]);
  const BytesView view = bytes_from(info[0], "bytes");
  auto work = [bytes = std::vector<uint8_t>(view.data, view.data + view.size), limits] {
    return decode_bytes(bytes.data(), bytes.size(), "bytes", limits);
  };
  return PromiseJob<Audio>::start(info.Env(), std::move(work), audio_to_js);
}

}  // namespace

void export_decode_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("decodeFile", Napi::Function::New<guarded<decode_file_js>>(env, "decodeFile"));
  exports.Set("decodeBytes", Napi::Function::New<guarded<decode_bytes_js>>(env, "decodeBytes"));
}

}  // namespace emovox
