// The first byte chooses a function of samples, the next its options, the rest are the samples.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>

#include "dsp/decode.h"
#include "dsp/fit.h"
#include "dsp/mfcc.h"
#include "dsp/mfcc_stream.h"
#include "dsp/noise.h"
#include "dsp/pitch_shift.h"
#include "dsp/resample.h"
#include "dsp/time_stretch.h"
#include "dsp/trim.h"
#include "option_bytes.h"
#include "outcome.h"

using namespace emovox;
using fuzz::OptionBytes;

namespace {

using Samples = std::vector<float>;

// As the bits of floats, which are of all magnitudes, NaN and infinity; or as 16-bit numbers, which sound.
Samples samples_from(OptionBytes& bytes) {
  if (bytes.flag()) {
    Samples samples(bytes.rest_size() / sizeof(float));
    if (!samples.empty()) std::memcpy(samples.data(), bytes.rest(), samples.size() * sizeof(float));
    return samples;
  }
  Samples samples(bytes.rest_size() / 2);
  for (size_t k = 0; k < samples.size(); k++) {
    int16_t sample = 0;
    std::memcpy(&sample, bytes.rest() + 2 * k, sizeof(sample));
    samples[k] = static_cast<float>(sample) / 32768.0f;
  }
  return samples;
}

void resample_any(OptionBytes& bytes) {
  const double from = bytes.ratio(kLowestSampleRate, kHighestSampleRate);
  const double to = bytes.ratio(kLowestSampleRate, kHighestSampleRate);
  const ResampleQuality quality = bytes.choice(ResampleQuality::kFast);
  // Whole rates go other ways.
  const bool whole = bytes.flag();
  const double from_rate = whole ? std::round(from) : from;
  const double to_rate = whole ? std::round(to) : to;
  const Samples samples = samples_from(bytes);
  const Samples out = resample(samples.data(), samples.size(), from_rate, to_rate, quality);
  fuzz::expect(out.size() == static_cast<size_t>(
                                 std::llround(static_cast<double>(samples.size()) * to_rate / from_rate)),
               "the length over the ratio");
  fuzz::expect_finite(out);
}

void trim_any(OptionBytes& bytes) {
  const double top_db = bytes.number(0, 200);
  const Samples samples = samples_from(bytes);
  const Sounding sounding = find_sounding(samples.data(), samples.size(), top_db);
  fuzz::expect(sounding.start <= sounding.end && sounding.end <= samples.size(), "a part of the samples");
}

void fit_any(OptionBytes& bytes) {
  const auto length = static_cast<size_t>(bytes.integer(0, 20000));
  const Pad pad = bytes.choice(Pad::kBoth);
  const Crop crop = bytes.choice(Crop::kEnd);
  const Samples samples = samples_from(bytes);
  fuzz::expect(fit(samples.data(), samples.size(), length, pad, crop).size() == length, "that length");
}

void add_noise_any(OptionBytes& bytes) {
  const double snr_db = bytes.number(-200, 200);
  const uint64_t seed = bytes.byte();
  const Samples samples = samples_from(bytes);
  const Samples out = add_noise(samples.data(), samples.size(), snr_db, seed);
  fuzz::expect(out.size() == samples.size(), "as many samples");
  fuzz::expect_finite(out);
}

void time_stretch_any(OptionBytes& bytes) {
  const double rate = bytes.ratio(0.1, 10);
  const int n_fft = 4 * bytes.integer(1, 300);
  const Samples samples = samples_from(bytes);
  const Samples out = time_stretch(samples.data(), samples.size(), rate, n_fft);
  fuzz::expect(out.size() == static_cast<size_t>(std::llround(static_cast<double>(samples.size()) / rate)),
               "the length over the rate");
  fuzz::expect_finite(out);
}

void pitch_shift_any(OptionBytes& bytes) {
  const double semitones = bytes.number(-36, 36);
  const int n_fft = 4 * bytes.integer(1, 300);
  const double sample_rate = bytes.ratio(kLowestSampleRate, kHighestSampleRate);
  const ResampleQuality quality = bytes.choice(ResampleQuality::kFast);
  const bool preserve_formants = bytes.flag();
  const Samples samples = samples_from(bytes);
  const Samples out =
      pitch_shift(samples.data(), samples.size(), semitones, sample_rate, n_fft, quality, preserve_formants);
  fuzz::expect(out.size() == samples.size(), "as many samples");
  fuzz::expect_finite(out);
}

void mfcc_any(OptionBytes& bytes) {
  MfccOptions options;
  options.n_fft = bytes.integer(2, 1024);
  options.hop_length = bytes.integer(16, 512);
  options.n_mels = bytes.integer(1, 128);
  options.n_mfcc = bytes.integer(1, options.n_mels);
  options.pad_mode = bytes.choice(PadMode::kEdge);
  options.center = bytes.flag();
  const Mfcc mfcc(options);
  const Samples samples = samples_from(bytes);
  Samples out(mfcc.frames(samples.size()) * mfcc.coefficients());
  mfcc.compute(samples.data(), samples.size(), out.data());
  fuzz::expect_finite(out);
}

void mfcc_stream_any(OptionBytes& bytes) {
  const double pushed_rate = std::round(bytes.ratio(kLowestSampleRate, kHighestSampleRate));
  MfccOptions options;
  options.sample_rate = std::round(bytes.ratio(kLowestSampleRate, kHighestSampleRate));
  options.n_fft = bytes.integer(2, 1024);
  options.hop_length = bytes.integer(16, 512);
  options.n_mels = bytes.integer(13, 128);
  options.pad_mode = bytes.choice(PadMode::kEdge);
  const auto piece = static_cast<size_t>(bytes.integer(1, 5000));
  options.center = bytes.flag();
  options.top_db = -1;
  MfccStream stream(options, pushed_rate, ResampleQuality::kFast);
  const Samples samples = samples_from(bytes);
  for (size_t k = 0; k < samples.size(); k += piece) {
    fuzz::expect_finite(stream.push(samples.data() + k, std::min(piece, samples.size() - k)));
  }
  fuzz::expect_finite(stream.flush());
}

// A new function of samples is a line here.
constexpr void (*kFunctions[])(OptionBytes&) = {resample_any,     trim_any,        fit_any,  add_noise_any,
                                                time_stretch_any, pitch_shift_any, mfcc_any, mfcc_stream_any};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* input, size_t size) {
  OptionBytes bytes(input, size);
  void (*const function)(OptionBytes&) = kFunctions[bytes.byte() % std::size(kFunctions)];
  fuzz::expect_answer({"INVALID_OPTION", "EMPTY_AUDIO", "NON_FINITE"}, [&] { function(bytes); });
  return 0;
}
