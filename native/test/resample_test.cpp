#include "dsp/resample.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "dsp/error.h"
#include "golden.h"
#include "signals.h"

namespace emovox {
namespace {

struct Case {
  std::string name;  // in test/audio/golden/resample.py
  double from;
  double to;
  ResampleQuality quality;
};

TEST(Resample, IsLibsamplerates) {
  const std::vector<float> samples = test::golden("test/audio/golden/resample_signal.f32");
  for (const Case& c : {Case{"third", 48000, 16000, ResampleQuality::kBest},
                        Case{"cd", 44100, 16000, ResampleQuality::kMedium},
                        Case{"tess", 24414, 16000, ResampleQuality::kFast},
                        Case{"up", 16000, 22050, ResampleQuality::kBest}}) {
    const std::vector<float> expected = test::golden("test/audio/golden/resample_" + c.name + ".f32");
    std::vector<float> got = resample(samples.data(), samples.size(), c.from, c.to, c.quality);
    ASSERT_LE(expected.size(), got.size()) << c.name;
    EXPECT_LE(got.size() - expected.size(), 1U) << c.name;
    got.resize(expected.size());
    EXPECT_LE(test::largest_difference(got, expected), 1e-6) << c.name;
  }
}

TEST(Resample, LengthIsRounded) {
  const std::vector<float> samples(1001, 0.1f);
  for (const size_t count :
       {size_t{0}, size_t{1}, size_t{2}, size_t{3}, size_t{10}, size_t{1000}, size_t{1001}}) {
    for (const double to : {100.0, 8000.0, 11025.0, 16001.0, 44100.0, 96000.0}) {
      const auto length = resample(samples.data(), count, 16000, to, ResampleQuality::kFast).size();
      EXPECT_EQ(length, static_cast<size_t>(std::llround(count * to / 16000))) << count << " to " << to;
    }
  }
}

TEST(Resample, KeepsToneAndTime) {
  const test::Samples source = test::tone(1000, 16000);
  const std::vector<float> out = resample(source.data(), source.size(), 16000, 8000, ResampleQuality::kBest);
  // Every second sample of the source, away from the ends where the tone is cut off.
  for (size_t i = 1000; i < 7000; i++) EXPECT_NEAR(out[i], source[2 * i], 1e-4);
}

TEST(Resample, CutsOffWhatWouldAlias) {
  const test::Samples source = test::tone(6000, 16000);
  const std::vector<float> out = resample(source.data(), source.size(), 16000, 8000, ResampleQuality::kBest);
  EXPECT_LT(test::decibels(test::rms(test::middle(out)) / test::rms(source)), -100);
}

TEST(Resample, GoesOnOverLongInput) {
  const test::Samples source = test::tone(440, 3 << 20);  // longer than what is handed over at once
  const std::vector<float> out = resample(source.data(), source.size(), 16000, 4000, ResampleQuality::kFast);
  ASSERT_EQ(out.size(), source.size() / 4);
  for (size_t i = 1000; i < out.size() - 1000; i += 7) ASSERT_NEAR(out[i], source[4 * i], 1e-3) << i;
}

TEST(Resample, EqualRatesCopy) {
  const test::Samples source = test::speech_like(1000);
  EXPECT_EQ(resample(source.data(), source.size(), 44100, 44100, ResampleQuality::kBest), source);
}

TEST(Resample, RefusesWhatItCannotDo) {
  const std::vector<float> samples = {0, 1, std::numeric_limits<float>::infinity()};
  const auto run = [&](size_t count, double from, double to) {
    resample(samples.data(), count, from, to, ResampleQuality::kBest);
  };
  EXPECT_THROW(run(2, 0, 16000), Error);
  EXPECT_THROW(run(2, 16000, -1), Error);
  EXPECT_THROW(run(2, 16000, std::nan("")), Error);
  EXPECT_THROW(run(2, 16000, 16000 * 257.0), Error);
  EXPECT_THROW(run(2, 16000 * 257.0, 16000), Error);
  EXPECT_NO_THROW(run(2, 16000 * 256.0, 16000));
  EXPECT_THROW(run(3, 8000, 16000), Error);
}

}  // namespace
}  // namespace emovox
