#include "option_reader.h"

#include <cmath>
#include <limits>
#include <string>

#include "arguments.h"

namespace emovox {
namespace {

constexpr double kAnyNumber = std::numeric_limits<double>::max();
constexpr int kMostFrame = 65536;  // samples

// The properties of an options object, each named in errors as `option nMels`.
class OptionReader {
 public:
  OptionReader(const Napi::Value& value, const char* name) : object_(object_from(value, name)) {}

  Napi::Value get(const char* key) const { return object_.Get(key); }

  double number(const char* key, double low, double high) const {
    return number_from(get(key), title(key).c_str(), low, high);
  }

  // null stands for `none`.
  double number_or(const char* key, double none, double low, double high) const {
    return get(key).IsNull() ? none : number(key, low, high);
  }

  int integer(const char* key, int low, int high) const {
    return static_cast<int>(integer_from(get(key), title(key).c_str(), low, high));
  }

  int integer_or(const char* key, int none, int low, int high) const {
    return get(key).IsNull() ? none : integer(key, low, high);
  }

  bool flag(const char* key) const { return boolean_from(get(key), title(key).c_str()); }

  // One word, or null for none.
  bool is(const char* key, const char* word) const {
    if (get(key).IsNull()) return false;
    word_from(get(key), title(key).c_str(), {word});
    return true;
  }

  template <typename Choice>
  Choice choice(const char* key, const Choices<Choice>& choices) const {
    return choice_from(get(key), title(key).c_str(), choices);
  }

 private:
  static std::string title(const char* key) { return std::string("option ") + key; }

  Napi::Object object_;
};

const Choices<ResampleQuality> kQualities = {
    {"best", ResampleQuality::kBest}, {"medium", ResampleQuality::kMedium}, {"fast", ResampleQuality::kFast}};
const Choices<Pad> kPads = {{"before", Pad::kBefore}, {"after", Pad::kAfter}, {"both", Pad::kBoth}};
const Choices<Crop> kCrops = {{"start", Crop::kStart}, {"center", Crop::kCenter}, {"end", Crop::kEnd}};
const Choices<PadIn> kPadIns = {{"samples", PadIn::kSamples}, {"frames", PadIn::kFrames}};
const Choices<CepstralNormalisation> kNormalisations = {
    {"none", CepstralNormalisation::kNone},
    {"mean", CepstralNormalisation::kMean},
    {"meanVariance", CepstralNormalisation::kMeanVariance}};
const Choices<WindowType> kWindows = {{"hann", WindowType::kHann},
                                      {"hamming", WindowType::kHamming},
                                      {"blackman", WindowType::kBlackman},
                                      {"rectangular", WindowType::kRectangular}};
const Choices<PadMode> kPadModes = {
    {"constant", PadMode::kConstant}, {"reflect", PadMode::kReflect}, {"edge", PadMode::kEdge}};

// Whether it is probabilistic.
const Choices<bool> kF0Methods = {{"pyin", true}, {"yin", false}};
const Choices<Feature> kFeatures = {{"mfcc", Feature::kMfcc},
                                    {"delta", Feature::kDelta},
                                    {"deltaDelta", Feature::kDeltaDelta},
                                    {"melSpectrogram", Feature::kMelSpectrum},
                                    {"logMel", Feature::kLogMel},
                                    {"rms", Feature::kRms},
                                    {"zeroCrossingRate", Feature::kZeroCrossingRate},
                                    {"spectralCentroid", Feature::kSpectralCentroid},
                                    {"spectralBandwidth", Feature::kSpectralBandwidth},
                                    {"spectralRolloff", Feature::kSpectralRolloff},
                                    {"spectralFlatness", Feature::kSpectralFlatness},
                                    {"spectralContrast", Feature::kSpectralContrast},
                                    {"chroma", Feature::kChroma},
                                    {"f0", Feature::kF0},
                                    {"pitch", Feature::kPitch}};

}  // namespace

ResampleQuality quality_from(const Napi::Value& value, const char* name) {
  return choice_from(value, name, kQualities);
}
Pad pad_from(const Napi::Value& value, const char* name) { return choice_from(value, name, kPads); }
PadMode pad_mode_from(const Napi::Value& value, const char* name) {
  return choice_from(value, name, kPadModes);
}
Crop crop_from(const Napi::Value& value, const char* name) { return choice_from(value, name, kCrops); }

DecodeLimits limits_from(const Napi::Value& value) {
  const OptionReader limits(value, "limits");
  return {limits.number("maxSeconds", 0, kAnyNumber)};
}

ClipOptions clip_options_from(const Napi::Value& value) {
  const OptionReader audio(value, "audio options");
  ClipOptions options;
  options.sample_rate = audio.number("sampleRate", kLowestSampleRate, kHighestSampleRate);
  options.quality = audio.choice("quality", kQualities);
  options.trim_db = audio.number_or("trimDb", 0, 0, 1000);
  return options;
}

MfccOptions mfcc_options_from(const Napi::Value& value) {
  constexpr int kMost = 65536;
  const OptionReader mfcc(value, "mfcc options");
  MfccOptions options;
  options.n_mfcc = mfcc.integer("nMfcc", 1, 512);
  options.n_mels = mfcc.integer("nMels", 1, 512);
  options.n_fft = mfcc.integer("nFft", 1, kMost);
  options.hop_length = mfcc.integer("hopLength", 1, kMost);
  options.win_length = mfcc.integer_or("winLength", 0, 1, kMost);
  options.window = mfcc.choice("window", kWindows);
  options.center = mfcc.flag("center");
  options.pad_mode = mfcc.choice("padMode", kPadModes);
  options.power = mfcc.number("power", 0, 1000);
  options.f_min = mfcc.number("fMin", 0, kHighestSampleRate);
  options.f_max = mfcc.number_or("fMax", 0, 0, kHighestSampleRate);
  options.htk = mfcc.flag("htk");
  options.mel_norm_slaney = mfcc.is("melNorm", "slaney");
  options.amin = mfcc.number("amin", 0, kAnyNumber);
  options.top_db = mfcc.number_or("topDb", -1, 0, kAnyNumber);
  options.dct_type = mfcc.integer("dctType", 1, 3);
  options.dct_ortho = mfcc.is("dctNorm", "ortho");
  options.lifter = mfcc.number("lifter", 0, kAnyNumber);
  return options;
}

F0Options f0_options_from(const Napi::Value& value) {
  const OptionReader extra(value, "F0 options");
  F0Options options;
  options.probabilistic = extra.choice("f0Method", kF0Methods);
  options.f_min = extra.number("f0Min", 0, kHighestSampleRate);
  options.f_max = extra.number("f0Max", 0, kHighestSampleRate);
  options.frame_length = extra.integer_or("f0FrameLength", 0, 1, kMostFrame);
  options.trough_threshold = extra.number("f0Threshold", 0, kAnyNumber);
  return options;
}

FeatureOptions feature_options_from(const Napi::Value& value) {
  const OptionReader all(value, "feature options");
  FeatureOptions options;
  options.mfcc = mfcc_options_from(all.get("mfcc"));
  const Napi::Value include = all.get("include");
  if (!include.IsArray()) throw_unexpected("option include", "an array", include);
  const auto names = include.As<Napi::Array>();
  options.include.clear();
  for (uint32_t k = 0; k < names.Length(); k++) {
    options.include.push_back(choice_from(names.Get(k), "option include", kFeatures));
  }
  const OptionReader extra(all.get("extra"), "option extra");
  options.delta_width = static_cast<size_t>(extra.integer("deltaWidth", 1, kMostFrame));
  options.spectral.roll_percent = extra.number("rollPercent", 0, 1);
  options.spectral.contrast_f_min = extra.number("contrastFMin", 0, kHighestSampleRate);
  options.spectral.contrast_bands = extra.integer("contrastBands", 1, 64);
  options.spectral.contrast_quantile = extra.number("contrastQuantile", 0, 1);
  options.spectral.n_chroma = extra.integer("nChroma", 1, 512);
  options.spectral.tuning = extra.number("tuning", -kAnyNumber, kAnyNumber);
  options.f0 = f0_options_from(all.get("extra"));
  return options;
}

ClipPipelineOptions pipeline_options_from(const Napi::Value& features, const Napi::Value& limits) {
  const OptionReader both(features, "feature options");
  const OptionReader audio(both.get("audio"), "option audio");
  ClipPipelineOptions options;
  options.clip = clip_options_from(both.get("audio"));
  const double clip_seconds = audio.number("clipSeconds", 0, 3600);
  options.clip_samples = static_cast<size_t>(std::llround(clip_seconds * options.clip.sample_rate));
  options.pad = audio.choice("pad", kPads);
  options.pad_in = audio.choice("padIn", kPadIns);
  options.crop = audio.choice("crop", kCrops);
  options.features = feature_options_from(features);
  const OptionReader mfcc(both.get("mfcc"), "option mfcc");
  options.normalisation = mfcc.choice("cepstralNormalisation", kNormalisations);
  options.limits = limits_from(limits);
  return options;
}

SpectralAugmentOptions spectral_augment_options_from(const Napi::Value& value) {
  const OptionReader augment(value, "spectral augmentation options");
  SpectralAugmentOptions options;
  options.tempo = augment.number("tempo", 1, 4);
  options.crop_share = augment.number("cropShare", 0, 0.4);
  options.frequency_warp = augment.number("frequencyWarp", 1, 2);
  options.equaliser_db = augment.number("equaliserDb", 0, 40);
  options.noise_share = augment.number("noiseShare", 0, 1);
  const Napi::Value noise = augment.get("noiseFloorDb");
  if (noise.IsNull()) {
    options.noise_share = 0;
  } else {
    if (!noise.IsArray()) throw_unexpected("option noiseFloorDb", "two numbers of dB, or null", noise);
    const auto range = noise.As<Napi::Array>();
    options.noise_nearest_db = number_from(range.Get(0U), "option noiseFloorDb", 0, 200);
    options.noise_farthest_db = number_from(range.Get(1U), "option noiseFloorDb", 0, 200);
  }
  options.time_masks = augment.integer("timeMasks", 0, 100);
  options.time_mask_share = augment.number("timeMaskShare", 0, 1);
  options.frequency_masks = augment.integer("frequencyMasks", 0, 100);
  options.frequency_mask_share = augment.number("frequencyMaskShare", 0, 1);
  return options;
}

}  // namespace emovox
