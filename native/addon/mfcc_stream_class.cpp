#include <memory>

#include "arguments.h"
#include "dsp/mfcc_stream.h"
#include "failure.h"
#include "functions.h"
#include "option_reader.h"

namespace emovox {
namespace {

// class MfccStream of interface Addon, over the core's.
class MfccStreamClass : public Napi::ObjectWrap<MfccStreamClass> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "MfccStream",
                       {InstanceMethod<&MfccStreamClass::guarded<&MfccStreamClass::push>>("push"),
                        InstanceMethod<&MfccStreamClass::guarded<&MfccStreamClass::flush>>("flush"),
                        InstanceMethod<&MfccStreamClass::guarded<&MfccStreamClass::reset>>("reset"),
                        InstanceAccessor<&MfccStreamClass::latency>("latencySamples")});
  }

  explicit MfccStreamClass(const Napi::CallbackInfo& info)
      : ObjectWrap(info),
        stream_(with_failures(info.Env(), [&] { return stream_from(info[0]); })),
        memory_(static_cast<int64_t>(stream_->memory())) {
    // So that streams that are no longer used are collected in time.
    Napi::MemoryManagement::AdjustExternalMemory(info.Env(), memory_);
  }

  void Finalize(Napi::BasicEnv env) override { Napi::MemoryManagement::AdjustExternalMemory(env, -memory_); }

 private:
  static std::unique_ptr<MfccStream> stream_from(const Napi::Value& value) {
    const Napi::Object object = object_from(value, "stream options");
    const auto rate = [&](const char* key) {
      const Napi::Value number = object.Get(key);
      return number_from(number, (std::string("option ") + key).c_str(), kLowestSampleRate,
                         kHighestSampleRate);
    };
    MfccOptions options = mfcc_options_from(object);
    options.sample_rate = rate("targetRate");
    return std::make_unique<MfccStream>(options, rate("sampleRate"),
                                        quality_from(object.Get("quality"), "option quality"));
  }

  template <Napi::Value (MfccStreamClass::*body)(const Napi::CallbackInfo&)>
  Napi::Value guarded(const Napi::CallbackInfo& info) {
    return with_failures(info.Env(), [&] { return (this->*body)(info); });
  }

  Napi::Value push(const Napi::CallbackInfo& info) {
    const SamplesView samples = samples_from(info[0], "samples");
    return to_js(info.Env(), stream_->push(samples.data, samples.size));
  }

  Napi::Value flush(const Napi::CallbackInfo& info) { return to_js(info.Env(), stream_->flush()); }

  Napi::Value reset(const Napi::CallbackInfo& info) {
    stream_->reset();
    return info.Env().Undefined();
  }

  Napi::Value latency(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(stream_->latency()));
  }

  std::unique_ptr<MfccStream> stream_;
  int64_t memory_;  // bytes
};

}  // namespace

void export_mfcc_stream_class(Napi::Env env, Napi::Object exports) {
  exports.Set("MfccStream", MfccStreamClass::define(env));
}

}  // namespace emovox
