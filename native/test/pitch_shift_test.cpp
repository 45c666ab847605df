#include "dsp/pitch_shift.h"

#include <gtest/gtest.h>

#include <limits>

#include "dsp/error.h"
#include "signals.h"

namespace emovox {
namespace {

test::Samples shift(const test::Samples& samples, double semitones) {
  return pitch_shift(samples.data(), samples.size(), semitones, test::kRate, 1024, ResampleQuality::kMedium);
}

TEST(PitchShift, MovesThePitchAndKeepsTheRest) {
  const test::Samples tone = test::tone(440, 32000);
  const test::Samples voice = test::harmonic_tone(180, 32000);
  for (const double semitones : {-12.0, -2.0, -0.5, 0.5, 2.0, 12.0}) {
    const double factor = std::exp2(semitones / 12);
    const test::Samples high_tone = shift(tone, semitones);
    const test::Samples high_voice = shift(voice, semitones);
    EXPECT_EQ(high_tone.size(), tone.size());
    EXPECT_NEAR(test::cents_off(high_tone, 440 * factor), 0, 0.5) << semitones;
    EXPECT_NEAR(test::cents_off(high_voice, 180 * factor), 0, 0.5) << semitones;
    EXPECT_NEAR(test::cents_off(high_voice, 900 * factor), 0, 0.5) << semitones;
    EXPECT_NEAR(test::decibels(test::rms(high_tone) / test::rms(tone)), 0, 0.3) << semitones;
  }
}

TEST(PitchShift, CutsOffWhatWouldAlias) {
  // 6 kHz an octave up is 12 kHz, beyond half the sample rate.
  const test::Samples tone = test::tone(6000, 16000);
  EXPECT_LT(test::decibels(test::rms(test::middle(shift(tone, 12))) / test::rms(tone)), -80);
}

TEST(PitchShift, KeepsEveryLength) {
  const test::Samples source = test::speech_like(4001);
  for (const size_t count : {0, 1, 2, 17, 1023, 1024, 1025, 4001}) {
    for (const double semitones : {-12.0, -1.3, 0.7, 5.0, 24.0}) {
      const test::Samples part(source.begin(), source.begin() + static_cast<ptrdiff_t>(count));
      const test::Samples out = shift(part, semitones);
      EXPECT_EQ(out.size(), count) << semitones;
      for (const float sample : out) ASSERT_TRUE(std::isfinite(sample));
    }
  }
}

TEST(PitchShift, NoSemitonesCopy) {
  const test::Samples source = test::speech_like(2000);
  EXPECT_EQ(shift(source, 0), source);
}

TEST(PitchShift, RefusesBadInput) {
  const std::vector<float> samples = {0.1f, std::numeric_limits<float>::infinity()};
  const auto run = [&](size_t count, double semitones, double sample_rate, int n_fft) {
    pitch_shift(samples.data(), count, semitones, sample_rate, n_fft, ResampleQuality::kFast);
  };
  EXPECT_THROW(run(1, 37, 16000, 1024), Error);
  EXPECT_THROW(run(1, std::nan(""), 16000, 1024), Error);
  EXPECT_THROW(run(1, 2, 0, 1024), Error);
  EXPECT_THROW(run(1, 2, 16000, 1022), Error);
  EXPECT_THROW(run(2, 2, 16000, 1024), Error);
}

}  // namespace
}  // namespace emovox
