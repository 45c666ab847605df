#include "dsp/clip_pipeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>

#include "dsp/noise.h"
#include "dsp/pitch_shift.h"
#include "dsp/time_stretch.h"
#include "throws_error.h"
#include "wav_bytes.h"

namespace emovox {
namespace {

using test::error_of;
using Samples = std::vector<float>;

constexpr double kPi = 3.14159265358979323846;

// A vowel-like tone between two silences.
Samples utterance(double sample_rate, double seconds) {
  const auto count = static_cast<size_t>(seconds * sample_rate);
  Samples samples(count, 0.0f);
  for (size_t k = count / 4; k < count * 3 / 4; k++) {
    const double t = static_cast<double>(k) / sample_rate;
    for (int harmonic = 1; harmonic <= 10; harmonic++)
      samples[k] += static_cast<float>(0.1 / harmonic * std::sin(2 * kPi * 150 * harmonic * t));
  }
  return samples;
}

// Features of samples padded with silence, as librosa has them.
ClipPipelineOptions options_of(size_t clip_samples) {
  ClipPipelineOptions options;
  options.clip_samples = clip_samples;
  options.pad_in = PadIn::kSamples;
  options.normalisation = CepstralNormalisation::kNone;
  return options;
}

Samples by_hand(const Samples& clip, const ClipPipelineOptions& options) {
  const Samples fitted = fit(clip.data(), clip.size(), options.clip_samples, options.pad, options.crop);
  const Mfcc mfcc(options.features.mfcc);
  Samples features(mfcc.frames(fitted.size()) * mfcc.coefficients());
  mfcc.compute(fitted.data(), fitted.size(), features.data());
  return features;
}

TEST(ClipPipeline, EachCopyIsWhatItsPartsMakeOfTheClip) {
  const ClipPipelineOptions options = options_of(16000);
  const ClipPipeline pipeline(options);
  const RecordedSamples recorded{utterance(16000, 1.5), 16000};
  const Samples clip = load_clip(recorded, options.clip).samples;

  ClipCopy all;
  all.stretch_rate = 1.1;
  all.pitch_semitones = 2;
  all.noise_snr_db = 20;
  all.noise_seed = 7;
  const ClipFeatures features = pipeline.run(recorded, {ClipCopy{}, all});
  const size_t size = pipeline.frames() * pipeline.coefficients();
  ASSERT_EQ(features.data.size(), 2 * size);
  EXPECT_EQ(Samples(features.data.begin(), features.data.begin() + size), by_hand(clip, options));

  Samples changed = time_stretch(clip.data(), clip.size(), 1.1, 1024);
  changed = pitch_shift(changed.data(), changed.size(), 2, 16000, 1024);
  changed = add_noise(changed.data(), changed.size(), 20, 7);
  EXPECT_EQ(Samples(features.data.begin() + size, features.data.end()), by_hand(changed, options));
}

TEST(ClipPipeline, PaddedInFramesTheSpeechIsNormalisedAndPaddingIsItsMean) {
  ClipPipelineOptions options = options_of(16000);
  options.pad_in = PadIn::kFrames;
  options.normalisation = CepstralNormalisation::kMean;
  const RecordedSamples recorded{utterance(16000, 1), 16000};
  const Samples clip = load_clip(recorded, options.clip).samples;
  const Mfcc mfcc(options.features.mfcc);
  const size_t frames = mfcc.frames(clip.size());
  Samples speech(frames * 13);
  mfcc.compute(clip.data(), clip.size(), speech.data());
  normalise_cepstra(speech.data(), frames, 13, 13, CepstralNormalisation::kMean);

  for (const Pad pad : {Pad::kBefore, Pad::kAfter, Pad::kBoth}) {
    options.pad = pad;
    const ClipPipeline pipeline(options);
    ASSERT_GT(pipeline.frames(), frames + 1);
    Samples expected(pipeline.frames() * 13, 0.0f);
    const size_t first = padding_before(pipeline.frames() - frames, pad) * 13;
    std::copy(speech.begin(), speech.end(), expected.begin() + static_cast<std::ptrdiff_t>(first));
    EXPECT_EQ(pipeline.run(recorded, {ClipCopy{}}).data, expected);
  }
}

TEST(ClipPipeline, PaddedInFramesAnythingIsAFrameAtLeast) {
  for (const bool center : {true, false}) {
    for (const PadMode mode : {PadMode::kConstant, PadMode::kReflect, PadMode::kEdge}) {
      ClipPipelineOptions options = options_of(8000);
      options.pad_in = PadIn::kFrames;
      options.features.mfcc.center = center;
      options.features.mfcc.pad_mode = mode;
      const ClipPipeline pipeline(options);
      for (const size_t samples : {1, 200, 7999, 8000, 20000}) {
        const ClipFeatures features =
            pipeline.run(RecordedSamples{Samples(samples, 0.3f), 16000}, {ClipCopy{}});
        EXPECT_EQ(features.data.size(), pipeline.frames() * 13);
        EXPECT_NE(features.data[features.data.size() - 13], 0);
      }
    }
  }
}

TEST(ClipPipeline, Facts) {
  const ClipPipeline pipeline(options_of(16000));
  const ClipFacts facts = pipeline.run(RecordedSamples{utterance(48000, 2), 48000}, {}).facts;
  EXPECT_EQ(facts.sample_rate, 48000);
  EXPECT_EQ(facts.channels, 1);
  EXPECT_DOUBLE_EQ(facts.seconds, 2);
  EXPECT_NEAR(facts.clip_seconds, 1.1, 0.1);
  EXPECT_FALSE(facts.silent);
}

TEST(ClipPipeline, SilenceIsSaidToBeSilent) {
  const ClipPipeline pipeline(options_of(8000));
  const ClipFeatures features = pipeline.run(RecordedSamples{Samples(20000, 0.0f), 16000}, {ClipCopy{}});
  EXPECT_TRUE(features.facts.silent);
  for (const float value : features.data) EXPECT_TRUE(std::isfinite(value));
}

TEST(ClipPipeline, OneSampleIsEnough) {
  const ClipPipeline pipeline(options_of(8000));
  for (const double rate : {16000.0, 48000.0, 1000.0}) {
    ClipCopy all;
    all.stretch_rate = 0.8;
    all.pitch_semitones = -3;
    all.noise_snr_db = 10;
    const ClipFeatures features = pipeline.run(RecordedSamples{{0.5f}, rate}, {ClipCopy{}, all});
    for (const float value : features.data) EXPECT_TRUE(std::isfinite(value));
  }
}

TEST(ClipPipeline, WithoutTrimmingEverythingIsKept) {
  ClipOptions options;
  options.trim_db = 0;
  EXPECT_EQ(load_clip(RecordedSamples{utterance(16000, 1), 16000}, options).samples.size(), 16000u);
}

TEST(ClipPipeline, ManyThreadsShareOne) {
  const ClipPipeline pipeline(options_of(16000));
  const RecordedSamples recorded{utterance(22050, 1), 22050};
  const Samples expected = pipeline.run(recorded, {ClipCopy{}}).data;
  std::vector<Samples> results(4);
  std::vector<std::thread> threads;
  threads.reserve(results.size());
  for (Samples& result : results)
    threads.emplace_back([&] { result = pipeline.run(recorded, {ClipCopy{}}).data; });
  for (std::thread& thread : threads) thread.join();
  for (const Samples& result : results) EXPECT_EQ(result, expected);
}

TEST(ClipPipeline, BadInput) {
  const ClipPipeline pipeline(options_of(16000));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  error_of("EMPTY_AUDIO", [&] { pipeline.run(RecordedSamples{{}, 16000}, {}); });
  error_of("NON_FINITE", [&] { pipeline.run(RecordedSamples{{0, nan}, 16000}, {}); });
  error_of("INVALID_OPTION", [&] { pipeline.run(RecordedSamples{{0}, 10}, {}); });
  error_of("INVALID_OPTION", [&] { pipeline.run(RecordedSamples{{0}, nan}, {}); });
  error_of("TOO_LONG", [&] { pipeline.run(RecordedSamples{Samples(4000000), 1000}, {}); });
  error_of("FILE_NOT_FOUND", [&] { pipeline.run(RecordedFile{"no such file"}, {}); });
  error_of("NOT_AUDIO", [&] { pipeline.run(RecordedBytes{{1, 2, 3}}, {}); });
  ClipCopy frozen;
  frozen.stretch_rate = 0;
  error_of("INVALID_OPTION", [&] { pipeline.run(RecordedSamples{{0.5f, 0.5f}, 16000}, {frozen}); });
}

TEST(ClipPipeline, OptionsThatMakeNoSense) {
  error_of("INVALID_OPTION", [] { ClipPipeline pipeline(options_of(0)); });
  ClipPipelineOptions uncentred = options_of(100);
  uncentred.features.mfcc.center = false;
  error_of("INVALID_OPTION", [&] { ClipPipeline pipeline(uncentred); });
  ClipPipelineOptions slow = options_of(16000);
  slow.clip.sample_rate = 10;
  error_of("INVALID_OPTION", [&] { ClipPipeline pipeline(slow); });
}

}  // namespace
}  // namespace emovox
