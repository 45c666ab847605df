#include "dsp/augmented_clips.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "dsp/clip_pipeline.h"
#include "signals.h"
#include "throws_error.h"

namespace emovox {
namespace {

using Samples = std::vector<float>;

constexpr size_t kClipSize = size_t{94} * 13;  // frames x coefficients

// A gliding tone of 1.3 s, with noise so that no band is empty.
RecordedSamples voice() {
  RecordedSamples recorded{Samples(20800), 16000};
  RandomDraw random(4);
  for (size_t k = 0; k < recorded.samples.size(); k++) {
    const double t = static_cast<double>(k) / 16000;
    double sample = 0.001 * random.normal();
    for (int harmonic = 1; harmonic <= 12; harmonic++)
      sample += 0.1 / harmonic * std::sin(harmonic * (900 * t + 200 * t * t));
    recorded.samples[k] = static_cast<float>(sample);
  }
  return recorded;
}

ClipPipelineOptions wanted_features() {
  ClipPipelineOptions options;
  options.features.mfcc.hop_length = 512;
  return options;
}

// What StoredCepstra asks for, at half of the hop.
Samples stored_cepstra(size_t copies) {
  ClipPipelineOptions options = wanted_features();
  options.features.mfcc.hop_length = 256;
  options.features.mfcc.n_mfcc = options.features.mfcc.n_mels;
  options.normalisation = CepstralNormalisation::kNone;
  std::vector<ClipCopy> plan(copies);
  for (size_t k = 1; k < copies; k++) plan[k].noise_snr_db = 20;
  return ClipPipeline(options).run(voice(), plan).data;
}

AugmentedClipsOptions options_of(const SpectralAugmentOptions& augment) {
  AugmentedClipsOptions options;
  options.augment = augment;
  options.mfcc = wanted_features().features.mfcc;
  options.mean.assign(13, 0.0f);
  options.deviation.assign(13, 1.0f);
  return options;
}

AugmentedClips clips_of(const AugmentedClipsOptions& options, const Samples& cepstra,
                        const std::vector<size_t>& copies) {
  StoredCepstra stored{cepstra.data(), 188, 2, copies, std::vector<uint64_t>(copies.size(), 5)};
  return AugmentedClips(options, stored);
}

SpectralAugmentOptions nothing() {
  SpectralAugmentOptions options;
  options.tempo = options.frequency_warp = 1;
  options.crop_share = options.equaliser_db = options.noise_share = 0;
  options.time_masks = 0;
  return options;
}

TEST(AugmentedClips, WithoutAugmentationTheyAreTheFeaturesAtOnePhaseOrTheOther) {
  const Samples plain = ClipPipeline(wanted_features()).run(voice(), {ClipCopy{}}).data;
  const AugmentedClips clips = clips_of(options_of(nothing()), stored_cepstra(1), {1});
  ASSERT_EQ(clips.clip_size(), plain.size());
  Samples out(plain.size());
  int same = 0;
  for (uint64_t epoch = 1; epoch <= 20; epoch++) {
    clips.compute(0, epoch, out.data());
    same += test::largest_difference(out, plain) < 1e-3;
  }
  EXPECT_GT(same, 3);
  EXPECT_LT(same, 17);
}

TEST(AugmentedClips, TheGlobalNormalisationComesLast) {
  AugmentedClipsOptions options = options_of(SpectralAugmentOptions{});
  const Samples cepstra = stored_cepstra(1);
  Samples unscaled(kClipSize);
  clips_of(options, cepstra, {1}).compute(0, 1, unscaled.data());
  options.mean.assign(13, 2.0f);
  options.deviation.assign(13, 4.0f);
  Samples scaled(kClipSize);
  clips_of(options, cepstra, {1}).compute(0, 1, scaled.data());
  int masked = 0;
  for (size_t at = 0; at < scaled.size(); at++) {
    const bool hidden = scaled[at] == 0;
    masked += hidden;
    if (!hidden) EXPECT_NEAR(scaled[at], (unscaled[at] - 2) / 4, 1e-4);
  }
  EXPECT_GT(masked, 0);
}

TEST(AugmentedClips, PaddingIsWhereItBelongs) {
  AugmentedClipsOptions options = options_of(SpectralAugmentOptions{});
  Samples out(kClipSize);
  options.augment.time_masks = 0;
  clips_of(options, stored_cepstra(1), {1}).compute(0, 1, out.data());
  EXPECT_EQ(Samples(out.begin(), out.begin() + 13), Samples(13, 0.0f));
  EXPECT_NE(out.back(), 0);
  options.pad = Pad::kAfter;
  clips_of(options, stored_cepstra(1), {1}).compute(0, 1, out.data());
  EXPECT_EQ(Samples(out.end() - 13, out.end()), Samples(13, 0.0f));
  EXPECT_NE(out.front(), 0);
}

TEST(AugmentedClips, DrawnBySeedEpochAndKeyAlone) {
  const Samples cepstra = stored_cepstra(6);
  AugmentedClipsOptions options = options_of(SpectralAugmentOptions{});
  const auto computed = [&](uint64_t seed, uint64_t epoch, uint64_t key) {
    options.seed = seed;
    StoredCepstra stored{cepstra.data(), 188, 2, {3, 3}, {key + 1, key}};
    Samples out(kClipSize);
    AugmentedClips(options, stored).compute(1, epoch, out.data());
    return out;
  };
  const Samples first = computed(1, 1, 9);
  EXPECT_EQ(computed(1, 1, 9), first);
  EXPECT_NE(computed(2, 1, 9), first);
  EXPECT_NE(computed(1, 2, 9), first);
  EXPECT_NE(computed(1, 1, 10), first);
}

TEST(AugmentedClips, EveryCopyIsHeard) {
  Samples cepstra = stored_cepstra(1);
  const size_t size = cepstra.size();
  cepstra.resize(3 * size);
  for (size_t at = 0; at < size; at++) {
    cepstra[size + at] = 2 * cepstra[at];
    cepstra[2 * size + at] = 3 * cepstra[at];
  }
  const AugmentedClips clips = clips_of(options_of(nothing()), cepstra, {3});
  Samples out(kClipSize);
  int heard[4] = {0, 0, 0, 0};
  double unit = 0;
  clips_of(options_of(nothing()), Samples(cepstra.begin(), cepstra.begin() + size), {1})
      .compute(0, 1, out.data());
  for (const float value : out) unit += std::fabs(value);
  for (uint64_t epoch = 1; epoch <= 60; epoch++) {
    clips.compute(0, epoch, out.data());
    double sum = 0;
    for (const float value : out) sum += std::fabs(value);
    const long copy = std::lround(sum / unit);
    ASSERT_TRUE(copy >= 1 && copy <= 3) << copy;
    heard[copy]++;
  }
  for (int copy = 1; copy <= 3; copy++) EXPECT_GT(heard[copy], 8);
}

TEST(AugmentedClips, ManyThreadsGiveWhatOneGives) {
  const AugmentedClips clips = clips_of(options_of(SpectralAugmentOptions{}), stored_cepstra(4), {1, 1, 2});
  const auto all = [&] {
    Samples out(30 * clips.clip_size());
    for (size_t k = 0; k < 30; k++) clips.compute(k % 3, k, out.data() + k * clips.clip_size());
    return out;
  };
  const Samples expected = all();
  std::vector<Samples> results(4);
  std::vector<std::thread> threads;
  threads.reserve(results.size());
  for (Samples& result : results) threads.emplace_back([&] { result = all(); });
  for (std::thread& thread : threads) thread.join();
  for (const Samples& result : results) EXPECT_EQ(result, expected);
}

// Without augmentation it is what the pipeline gives.
TEST(AugmentedClips, PitchAfterTheSpectrum) {
  for (const Feature spectrum : {Feature::kMfcc, Feature::kLogMel}) {
    ClipPipelineOptions wanted = wanted_features();
    wanted.features.include = {spectrum, Feature::kPitch};
    wanted.normalisation = CepstralNormalisation::kMean;
    const Samples expected = ClipPipeline(wanted).run(voice(), {ClipCopy{}}).data;

    ClipPipelineOptions stored = wanted;
    stored.features.mfcc.n_mfcc = stored.features.mfcc.n_mels;
    stored.features.include = {Feature::kMfcc, Feature::kPitch};
    stored.normalisation = CepstralNormalisation::kNone;
    const Samples cepstra = ClipPipeline(stored).run(voice(), {ClipCopy{}}).data;

    AugmentedClipsOptions options = options_of(nothing());
    options.log_mel = spectrum == Feature::kLogMel;
    options.pitch = true;
    const size_t coefficients = (options.log_mel ? 40 : 13) + 2;
    ASSERT_EQ(AugmentedClips::stored_columns(options), 42U);
    options.mean.assign(coefficients, 0.0f);
    options.deviation.assign(coefficients, 1.0f);
    const AugmentedClips clips(options, {cepstra.data(), 94, 1, {1}, {5}});
    Samples found(clips.clip_size());
    clips.compute(0, 1, found.data());
    ASSERT_EQ(found.size(), expected.size());
    float most = 0;
    for (size_t at = 0; at < found.size(); at++) {
      EXPECT_NEAR(found[at], expected[at], 2e-3) << at;
      if (at % coefficients == coefficients - 2) most = std::max(most, std::fabs(found[at]));
    }
    EXPECT_GT(most, 2) << "semitones";
  }
}

TEST(AugmentedClips, CepstraThatAreGivenDoAsThoseThatAreHeld) {
  const Samples cepstra = stored_cepstra(3);
  const AugmentedClips held = clips_of(options_of(SpectralAugmentOptions{}), cepstra, {3});
  const StoredCepstra none{nullptr, 188, 2, {3}, {5}};
  const AugmentedClips given(options_of(SpectralAugmentOptions{}), none);
  ASSERT_EQ(given.stored_size() * 3, cepstra.size());
  std::vector<bool> heard(3);
  for (uint64_t epoch = 1; epoch <= 20; epoch++) {
    const size_t copy = given.drawn_copy(0, epoch);
    heard[copy] = true;
    Samples expected(kClipSize);
    Samples found(kClipSize);
    held.compute(0, epoch, expected.data());
    given.compute(0, epoch, cepstra.data() + copy * given.stored_size(), found.data());
    EXPECT_EQ(found, expected) << epoch;
  }
  EXPECT_EQ(heard, std::vector<bool>(3, true));
}

TEST(AugmentedClips, LevelsInMelBandsThemselves) {
  ClipPipelineOptions wanted = wanted_features();
  wanted.features.include = {Feature::kLogMel};
  wanted.normalisation = CepstralNormalisation::kMean;
  const Samples plain = ClipPipeline(wanted).run(voice(), {ClipCopy{}}).data;
  AugmentedClipsOptions options = options_of(nothing());
  options.log_mel = true;
  options.mean.assign(40, 0.0f);
  options.deviation.assign(40, 1.0f);
  const AugmentedClips clips = clips_of(options, stored_cepstra(1), {1});
  ASSERT_EQ(clips.clip_size(), plain.size());
  Samples out(plain.size());
  int same = 0;
  for (uint64_t epoch = 1; epoch <= 20; epoch++) {
    clips.compute(0, epoch, out.data());
    same += test::largest_difference(out, plain) < 1e-3;
  }
  EXPECT_GT(same, 3);
  EXPECT_LT(same, 17);
}

TEST(AugmentedClips, ScalesOfAnotherSizeAreRefused) {
  AugmentedClipsOptions options = options_of(SpectralAugmentOptions{});
  options.mean.pop_back();
  test::error_of("INVALID_OPTION", [&] { clips_of(options, stored_cepstra(1), {1}); });
}

}  // namespace
}  // namespace emovox
