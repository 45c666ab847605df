#include "dsp/spectral_augment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace emovox {
namespace {

// Every part switched off, for tests to switch one on.
SpectralAugmentOptions nothing() {
  SpectralAugmentOptions options;
  options.tempo = 1;
  options.crop_share = 0;
  options.frequency_warp = 1;
  options.equaliser_db = 0;
  options.noise_share = 0;
  options.time_masks = 0;
  return options;
}

// Level 0.1 dB a frame and 1 dB a band: any place can be told by it.
LogMel ramp(size_t frames = 100, size_t bands = 40) {
  LogMel clip{frames, bands, 0, {}};
  for (size_t t = 0; t < frames; t++) {
    for (size_t k = 0; k < bands; k++)
      clip.values.push_back(static_cast<float>(0.1 * static_cast<double>(t) + static_cast<double>(k)));
  }
  return clip;
}

TEST(SpectralAugment, NothingIsNothing) {
  RandomDraw random(1);
  const LogMel out = augment_spectrum(ramp(), nothing(), random);
  EXPECT_EQ(out.frames, 100U);
  for (size_t at = 0; at < out.values.size(); at++) EXPECT_NEAR(out.values[at], ramp().values[at], 1e-5);
}

TEST(SpectralAugment, TempoKeepsBothEnds) {
  SpectralAugmentOptions options = nothing();
  options.tempo = 1.2;
  size_t shortest = 1000;
  size_t longest = 0;
  for (uint64_t seed = 0; seed < 200; seed++) {
    RandomDraw random(seed);
    const LogMel out = augment_spectrum(ramp(), options, random);
    shortest = std::min(shortest, out.frames);
    longest = std::max(longest, out.frames);
    EXPECT_FLOAT_EQ(*out.frame(0), 0);
    EXPECT_NEAR(*out.frame(out.frames - 1), 9.9, 0.13);
  }
  EXPECT_NEAR(static_cast<double>(shortest), 100 / 1.2, 2);
  EXPECT_NEAR(static_cast<double>(longest), 100 * 1.2, 2);
}

TEST(SpectralAugment, CropsAtBothEndsAtMostItsShare) {
  SpectralAugmentOptions options = nothing();
  options.crop_share = 0.1;
  float latest = 0;
  float earliest = 100;
  for (uint64_t seed = 0; seed < 200; seed++) {
    RandomDraw random(seed);
    const LogMel out = augment_spectrum(ramp(), options, random);
    latest = std::max(latest, *out.frame(0));
    earliest = std::min(earliest, *out.frame(out.frames - 1));
  }
  EXPECT_NEAR(latest, 0.99, 0.05);
  EXPECT_NEAR(earliest, 8.91, 0.15);
}

TEST(SpectralAugment, FrequencyWarpMovesBands) {
  SpectralAugmentOptions options = nothing();
  options.frequency_warp = 1.08;
  double lowest = 2;
  double highest = 0;
  for (uint64_t seed = 0; seed < 200; seed++) {
    RandomDraw random(seed);
    const LogMel out = augment_spectrum(ramp(), options, random);
    const double warp = out.frame(0)[20] / 20;
    EXPECT_NEAR(out.frame(0)[10], 10 * warp, 1e-4);
    EXPECT_NEAR(out.frame(7)[39], std::min(39.0, 39 * warp) + 0.7, 1e-4);
    lowest = std::min(lowest, warp);
    highest = std::max(highest, warp);
  }
  EXPECT_NEAR(lowest, 1 / 1.08, 0.01);
  EXPECT_NEAR(highest, 1.08, 0.01);
}

TEST(SpectralAugment, TheEqualiserIsTheSameInAllFrames) {
  SpectralAugmentOptions options = nothing();
  options.equaliser_db = 1.5;
  double squares = 0;
  for (uint64_t seed = 0; seed < 500; seed++) {
    RandomDraw random(seed);
    const LogMel out = augment_spectrum(ramp(), options, random);
    for (const size_t k : {size_t{0}, size_t{13}, size_t{39}})
      EXPECT_NEAR(out.frame(50)[k] - out.frame(0)[k], 5, 1e-4);
    squares += std::pow(out.frame(0)[0], 2);  // a + b + c
  }
  EXPECT_NEAR(std::sqrt(squares / 500), 1.5 * std::sqrt(3.0), 0.3);
}

TEST(SpectralAugment, NoiseFillsWhatIsBelowItAndAddsNothingAbove) {
  SpectralAugmentOptions options = nothing();
  options.noise_share = 1;
  options.noise_nearest_db = options.noise_farthest_db = 50;
  LogMel clip{50, 40, 0, std::vector<float>(2000, -200.0f)};
  clip.values[0] = 10;
  RandomDraw random(3);
  const LogMel out = augment_spectrum(clip, options, random);
  EXPECT_NEAR(out.values[0], 10, 1e-3);
  double sum = 0;
  for (size_t at = 1; at < out.values.size(); at++) sum += out.values[at];
  EXPECT_NEAR(sum / 1999, -40, 0.2);
}

TEST(SpectralAugment, EqualLevelsAddToThreeDecibelsMore) {
  SpectralAugmentOptions options = nothing();
  options.noise_share = 1;
  options.noise_nearest_db = options.noise_farthest_db = 0;
  const LogMel clip{200, 40, 0, std::vector<float>(8000, 0.0f)};
  RandomDraw random(3);
  double sum = 0;
  for (const float level : augment_spectrum(clip, options, random).values) sum += level;
  // 10 log10(2), and a quarter of (ln 10 / 10) 2^2 / 2 for the spread.
  EXPECT_NEAR(sum / 8000, 3.01 + 0.115, 0.06);
}

TEST(SpectralAugment, ShortClipsStayClips) {
  for (const size_t frames : {1, 2, 5, 9}) {
    for (uint64_t seed = 0; seed < 50; seed++) {
      RandomDraw random(seed);
      const LogMel out = augment_spectrum(ramp(frames, 1), SpectralAugmentOptions{}, random);
      EXPECT_GE(out.frames, std::min<size_t>(frames, 8));
      EXPECT_EQ(out.values.size(), out.frames);
      for (const float level : out.values) EXPECT_TRUE(std::isfinite(level));
    }
  }
}

TEST(FrequencyMasks, HoldStretchesOfBandsAtTheirMeanOverTheClip) {
  SpectralAugmentOptions options = nothing();
  options.frequency_masks = 1;
  options.frequency_mask_share = 0.25;
  size_t most = 0;
  std::vector<int> hits(40, 0);
  for (uint64_t seed = 0; seed < 400; seed++) {
    RandomDraw random(seed);
    const LogMel out = augment_spectrum(ramp(), options, random);
    size_t held = 0;
    for (size_t k = 0; k < 40; k++) {
      const bool is_held = out.frame(0)[k] == out.frame(99)[k];
      held += is_held;
      hits[k] += is_held;
      // The mean of 0 to 9.9 dB over the frames.
      const double expected = static_cast<double>(k) + (is_held ? 4.95 : 3);
      EXPECT_NEAR(out.frame(30)[k], expected, 1e-3);
    }
    most = std::max(most, held);
  }
  EXPECT_TRUE(most == 9 || most == 10) << most;
  EXPECT_NEAR(hits[20], 400 * 0.125 / 0.875, 35);
}

TEST(TimeMasks, HideStretchesOfTheirShareAtMost) {
  SpectralAugmentOptions options;
  options.time_masks = 1;
  options.time_mask_share = 0.2;
  size_t most = 0;
  std::vector<int> hits(100, 0);
  for (uint64_t seed = 0; seed < 2000; seed++) {
    RandomDraw random(seed);
    std::vector<float> features(200, 1.0f);
    mask_time(features.data(), 100, 2, options, random);
    const auto hidden = static_cast<size_t>(std::count(features.begin(), features.end(), 0.0f));
    EXPECT_EQ(hidden % 2, 0U);
    most = std::max(most, hidden / 2);
    const auto first = std::find(features.begin(), features.end(), 0.0f);
    EXPECT_TRUE(
        std::all_of(first, first + static_cast<std::ptrdiff_t>(hidden), [](float f) { return f == 0; }));
    for (size_t t = 0; t < 100; t++) hits[t] += features[2 * t] == 0;
  }
  EXPECT_TRUE(most == 20 || most == 19 || most == 21) << most;
  EXPECT_NEAR(hits[50], 200, 60);
}

// What is beside the bands is cut and stretched with them, and left alone else.
TEST(SpectralAugment, WhatIsBesideTheBandsGoesAlong) {
  constexpr size_t kFrames = 100;
  LogMel clip{kFrames, 40, 2, {}};
  for (size_t t = 0; t < kFrames; t++) {
    for (size_t k = 0; k < 40; k++) clip.values.push_back(-static_cast<float>(t));
    clip.values.push_back(static_cast<float>(t));
    clip.values.push_back(1000);
  }
  SpectralAugmentOptions options;
  options.equaliser_db = 0;
  options.noise_share = 0;
  for (uint64_t seed = 1; seed <= 20; seed++) {
    RandomDraw random(seed);
    const LogMel out = augment_spectrum(clip, options, random);
    ASSERT_EQ(out.values.size(), out.frames * 42);
    for (size_t t = 0; t < out.frames; t++) {
      EXPECT_NEAR(out.frame(t)[40], -out.frame(t)[0], 1e-3);
      EXPECT_EQ(out.frame(t)[41], 1000);
    }
  }
  options.equaliser_db = 3;
  options.noise_share = 1;
  options.frequency_masks = 3;
  RandomDraw random(1);
  const LogMel out = augment_spectrum(clip, options, random);
  for (size_t t = 1; t < out.frames; t++) EXPECT_GT(out.frame(t)[40], out.frame(t - 1)[40]);
  for (size_t t = 0; t < out.frames; t++) EXPECT_EQ(out.frame(t)[41], 1000);
}

}  // namespace
}  // namespace emovox
