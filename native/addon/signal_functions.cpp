#include <cstdint>
#include <limits>
#include <memory>

#include "arguments.h"
#include "dsp/decode.h"
#include "dsp/finite.h"
#include "dsp/fit.h"
#include "dsp/mfcc.h"
#include "dsp/mfcc_options.h"
#include "dsp/noise.h"
#include "dsp/pitch_shift.h"
#include "dsp/resampler_cache.h"
#include "dsp/time_stretch.h"
#include "dsp/trim.h"
#include "failure.h"
#include "functions.h"
#include "option_reader.h"

namespace emovox {
namespace {

// The core says which values make sense; here only their types are settled.
constexpr double kAnyNumber = std::numeric_limits<double>::max();
constexpr int64_t kMostFft = int64_t{1} << 20;
constexpr int64_t kMostSamples = int64_t{1} << 29;  // as decode.cpp: 2 GiB

double rate_from(const Napi::Value& value, const char* name) {
  return number_from(value, name, kLowestSampleRate, kHighestSampleRate);
}

int n_fft_from(const Napi::Value& value) {
  return static_cast<int>(integer_from(value, "option nFft", 1, kMostFft));
}

Napi::Value resample_js(const Napi::CallbackInfo& info) {
  const double from_rate = rate_from(info[1], "option fromRate");
  const double to_rate = rate_from(info[2], "option toRate");
  const ResampleQuality quality = quality_from(info[3], "option quality");
  const SamplesView samples = samples_from(info[0], "samples");
  const std::shared_ptr<const Resampler> resampler = planned_resampler(from_rate, to_rate, quality);
  const float peak = finite_peak(samples.data, samples.size);
  // Straight into the result: copying 3 s into it, in fresh memory, took a third of the time.
  auto out = Napi::Float32Array::New(info.Env(), resampler->output_length(samples.size));
  resampler->process(samples.data, samples.size, out.Data());
  check_result(out.Data(), out.ElementLength(), peak);
  return Napi::Value(out.Env(), out);
}

Napi::Value trim_js(const Napi::CallbackInfo& info) {
  const double top_db = number_from(info[1], "option trimDb", 0, 1000);
  const SamplesView samples = samples_from(info[0], "samples");
  const Sounding sounding = find_sounding(samples.data, samples.size, top_db);
  auto object = Napi::Object::New(info.Env());
  object.Set("start", static_cast<double>(sounding.start));
  object.Set("end", static_cast<double>(sounding.end));
  object.Set("silent", sounding.silent);
  return object;
}

Napi::Value fit_js(const Napi::CallbackInfo& info) {
  const auto length = static_cast<size_t>(integer_from(info[1], "option length", 0, kMostSamples));
  const Pad pad = pad_from(info[2], "option pad");
  const Crop crop = crop_from(info[3], "option crop");
  const SamplesView samples = samples_from(info[0], "samples");
  return to_js(info.Env(), fit(samples.data, samples.size, length, pad, crop));
}

Napi::Value add_noise_js(const Napi::CallbackInfo& info) {
  constexpr int64_t kMostSeed = (int64_t{1} << 53) - 1;  // JavaScript's largest safe integer
  const double snr_db = number_from(info[1], "option snrDb", -kAnyNumber, kAnyNumber);
  const auto seed = static_cast<uint64_t>(integer_from(info[2], "option seed", 0, kMostSeed));
  const SamplesView samples = samples_from(info[0], "samples");
  return to_js(info.Env(), add_noise(samples.data, samples.size, snr_db, seed));
}

Napi::Value time_stretch_js(const Napi::CallbackInfo& info) {
  const double rate = number_from(info[1], "option rate", 0, kAnyNumber);
  const int n_fft = n_fft_from(info[2]);
  const SamplesView samples = samples_from(info[0], "samples");
  return to_js(info.Env(), time_stretch(samples.data, samples.size, rate, n_fft));
}

Napi::Value pitch_shift_js(const Napi::CallbackInfo& info) {
  const double semitones = number_from(info[1], "option semitones", -kAnyNumber, kAnyNumber);
  const double sample_rate = rate_from(info[2], "option sampleRate");
  const int n_fft = n_fft_from(info[3]);
  const ResampleQuality quality = quality_from(info[4], "option quality");
  const bool preserve_formants = boolean_from(info[5], "option preserveFormants");
  const SamplesView samples = samples_from(info[0], "samples");
  return to_js(info.Env(), pitch_shift(samples.data, samples.size, semitones, sample_rate, n_fft, quality,
                                       preserve_formants));
}

// The plan of these options. Each thread keeps its last one: planning takes longer than running it on a clip
// of 3 s, and most calls have the options of the call before.
const Mfcc& plan_of(const MfccOptions& options) {
  thread_local std::unique_ptr<const Mfcc> plan;
  if (!plan || !(plan->options() == options)) plan = std::make_unique<const Mfcc>(options);
  return *plan;
}

Napi::Value mfcc_js(const Napi::CallbackInfo& info) {
  MfccOptions options = mfcc_options_from(info[1]);
  options.sample_rate =
      rate_from(object_from(info[1], "mfcc options").Get("sampleRate"), "option sampleRate");
  const Mfcc& mfcc = plan_of(options);
  const SamplesView samples = samples_from(info[0], "samples");
  const size_t frames = mfcc.frames(samples.size);
  std::vector<float> data(frames * mfcc.coefficients());
  mfcc.compute(samples.data, samples.size, data.data());
  auto object = Napi::Object::New(info.Env());
  object.Set("data", to_js(info.Env(), data));
  object.Set("frames", static_cast<double>(frames));
  object.Set("coefficients", static_cast<double>(mfcc.coefficients()));
  return object;
}

}  // namespace

void export_signal_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("resample", Napi::Function::New<guarded<resample_js>>(env, "resample"));
  exports.Set("trim", Napi::Function::New<guarded<trim_js>>(env, "trim"));
  exports.Set("fit", Napi::Function::New<guarded<fit_js>>(env, "fit"));
  exports.Set("addNoise", Napi::Function::New<guarded<add_noise_js>>(env, "addNoise"));
  exports.Set("timeStretch", Napi::Function::New<guarded<time_stretch_js>>(env, "timeStretch"));
  exports.Set("pitchShift", Napi::Function::New<guarded<pitch_shift_js>>(env, "pitchShift"));
  exports.Set("mfcc", Napi::Function::New<guarded<mfcc_js>>(env, "mfcc"));
}

}  // namespace emovox
