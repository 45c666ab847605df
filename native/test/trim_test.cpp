#include "dsp/trim.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "throws_error.h"

namespace emovox {
namespace {

// What librosa finds on synthetic signals is in test/audio/trim.test.ts; here are the corners.

std::vector<float> burst(size_t before, size_t length, size_t after, float amplitude) {
  std::vector<float> samples(before + length + after, 0.0f);
  for (size_t k = 0; k < length; k++) samples[before + k] = k % 2 ? amplitude : -amplitude;
  return samples;
}

TEST(Trim, ABurstIsFoundToWithinAFrame) {
  const auto samples = burst(8192, 4096, 8192, 0.5f);
  const Sounding sounding = find_sounding(samples.data(), samples.size(), 40);
  EXPECT_EQ(sounding.start, 8192u - 512);
  EXPECT_EQ(sounding.end, 8192u + 4096 + 512 + 512);
  EXPECT_FALSE(sounding.silent);
}

TEST(Trim, SilenceIsKeptWhole) {
  const std::vector<float> zeros(5000, 0.0f);
  const Sounding sounding = find_sounding(zeros.data(), zeros.size(), 40);
  EXPECT_EQ(sounding.start, 0u);
  EXPECT_EQ(sounding.end, 5000u);
  EXPECT_TRUE(sounding.silent);
}

TEST(Trim, SilentBelow100Decibels) {
  const auto quiet = burst(0, 5000, 0, 0.9e-5f);
  EXPECT_TRUE(find_sounding(quiet.data(), quiet.size(), 40).silent);
  const auto louder = burst(0, 5000, 0, 1.1e-5f);
  EXPECT_FALSE(find_sounding(louder.data(), louder.size(), 40).silent);
}

TEST(Trim, VeryShortAndNone) {
  const float one = 0.5f;
  EXPECT_EQ(find_sounding(&one, 1, 40).end, 1u);
  EXPECT_FALSE(find_sounding(&one, 1, 40).silent);
  EXPECT_EQ(find_sounding(nullptr, 0, 40).end, 0u);
}

// 40 - 1e-17 is 40.
TEST(Trim, TheLoudestFrameSoundsWhateverTheThreshold) {
  const auto samples = burst(8192, 4096, 8192, 0.5f);
  for (const double top_db : {0.0, 1e-17}) {
    const Sounding sounding = find_sounding(samples.data(), samples.size(), top_db);
    EXPECT_LT(sounding.start, sounding.end) << top_db;
  }
}

TEST(Trim, NonFiniteSamplesAreRefused) {
  std::vector<float> samples(5000, 0.5f);
  for (const float value : {NAN, INFINITY, -INFINITY}) {
    samples[4000] = value;
    const std::string message =
        test::error_of("NON_FINITE", [&] { find_sounding(samples.data(), samples.size(), 40); });
    EXPECT_NE(message.find("index 4000"), std::string::npos) << message;
  }
}

TEST(Trim, TheLargestFloatsSound) {
  const std::vector<float> samples(5000, std::numeric_limits<float>::max());
  EXPECT_EQ(find_sounding(samples.data(), samples.size(), 40).end, 5000u);
}

}  // namespace
}  // namespace emovox
