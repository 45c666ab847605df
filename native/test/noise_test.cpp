#include "dsp/noise.h"

#include <gtest/gtest.h>

#include <limits>

#include "dsp/error.h"
#include "dsp/gaussian.h"
#include "signals.h"

namespace emovox {
namespace {

TEST(Xoshiro256, IsItsAuthors) {
  // xoshiro256** from the state that splitmix64 gives for seed 0, computed with the authors' C code.
  Xoshiro256 random(0);
  EXPECT_EQ(random.next(), 0x99ec5f36cb75f2b4ULL);
  EXPECT_EQ(random.next(), 0xbf6e1f784956452aULL);
}

TEST(Gaussian, IsNormal) {
  Gaussian gaussian(42);
  constexpr int kCount = 1000000;
  double sum[5] = {};
  int beyond_tail = 0;
  int within_one = 0;
  for (int i = 0; i < kCount; i++) {
    const double x = gaussian.next();
    double power = 1;
    for (double& moment : sum) {
      moment += power / kCount;
      power *= x;
    }
    beyond_tail += std::fabs(x) > 3.7 ? 1 : 0;
    within_one += std::fabs(x) < 1 ? 1 : 0;
  }
  EXPECT_NEAR(sum[1], 0, 0.004);
  EXPECT_NEAR(sum[2], 1, 0.006);
  EXPECT_NEAR(sum[3], 0, 0.016);
  EXPECT_NEAR(sum[4], 3, 0.04);
  EXPECT_NEAR(beyond_tail, kCount * std::erfc(3.7 / std::sqrt(2)), 60);
  EXPECT_NEAR(within_one, kCount * std::erf(1 / std::sqrt(2)), 2000);
}

TEST(Gaussian, GivesTheSameNumbersEverywhere) {
  Gaussian gaussian(1);
  EXPECT_EQ(gaussian.next(), 0x1.7ce06c09209p-1);
  EXPECT_EQ(gaussian.next(), 0x1.7c171454ecfbap-2);
  double sum = 0;
  for (int i = 0; i < 100000; i++) sum += gaussian.next();
  EXPECT_EQ(sum, 0x1.1ecf610491f5dp+7);
}

TEST(AddNoise, HasTheSnrAskedFor) {
  const test::Samples clip = test::speech_like(16000);
  for (const double snr_db : {-10.0, 0.0, 10.0, 25.0}) {
    test::Samples noise = add_noise(clip.data(), clip.size(), snr_db, 7);
    for (size_t i = 0; i < noise.size(); i++) noise[i] -= clip[i];
    EXPECT_NEAR(test::decibels(test::rms(clip) / test::rms(noise)), snr_db, 0.01);
  }
}

TEST(AddNoise, IsWhite) {
  const test::Samples clip(65536, 0.1f);
  test::Samples noise = add_noise(clip.data(), clip.size(), 0, 7);
  for (float& sample : noise) sample -= 0.1f;
  for (const size_t lag : {1, 2, 3, 64, 1000}) {
    double correlation = 0;
    for (size_t i = lag; i < noise.size(); i++) correlation += static_cast<double>(noise[i]) * noise[i - lag];
    EXPECT_NEAR(correlation / (0.01 * static_cast<double>(noise.size())), 0, 0.02) << "lag " << lag;
  }
}

TEST(AddNoise, FollowsTheSeed) {
  const test::Samples clip = test::tone(440, 1000);
  EXPECT_EQ(add_noise(clip.data(), clip.size(), 10, 1), add_noise(clip.data(), clip.size(), 10, 1));
  EXPECT_NE(add_noise(clip.data(), clip.size(), 10, 1), add_noise(clip.data(), clip.size(), 10, 2));
}

TEST(AddNoise, LeavesSilenceAlone) {
  const test::Samples silence(100, 0.0f);
  EXPECT_EQ(add_noise(silence.data(), silence.size(), 10, 1), silence);
  EXPECT_TRUE(add_noise(silence.data(), 0, 10, 1).empty());
}

TEST(AddNoise, TakesOneSample) {
  const float sample = 0.5f;
  const std::vector<float> out = add_noise(&sample, 1, 20, 3);
  EXPECT_NEAR(std::fabs(out.at(0) - sample), 0.05, 1e-6);
}

TEST(AddNoise, RefusesBadInput) {
  const std::vector<float> samples = {0.1f, std::numeric_limits<float>::quiet_NaN()};
  EXPECT_THROW(add_noise(samples.data(), 1, std::nan(""), 1), Error);
  EXPECT_THROW(add_noise(samples.data(), 1, 201, 1), Error);
  EXPECT_THROW(add_noise(samples.data(), 2, 10, 1), Error);
}

}  // namespace
}  // namespace emovox
