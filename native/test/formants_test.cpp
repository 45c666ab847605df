// A vowel's formants stay where they are while its pitch moves.
#include <gtest/gtest.h>

#include <array>

#include "dsp/pitch_shift.h"
#include "signals.h"

namespace emovox {
namespace {

constexpr std::array<double, 3> kFormants = {700, 1220, 2600};  // Hz

// Of a partial of a vowel like "ah", before its source's slope of 6 dB an octave.
double resonance(double hz) {
  double gain = 0.02;
  for (const double formant : kFormants) gain += 1 / (1 + std::pow((hz - formant) / 90, 2));
  return gain;
}

// The amplitude of the vowel's envelope at `hz`.
double envelope(double hz) { return 0.1 * resonance(hz) / std::sqrt(hz / 100); }

test::Samples vowel(double pitch, size_t count) {
  test::Samples samples(count);
  for (int k = 1; k * pitch < 7000; k++) {
    const double step = 2 * test::kPi * k * pitch / test::kRate;
    for (size_t i = 0; i < count; i++) {
      samples[i] += static_cast<float>(envelope(k * pitch) * std::cos(step * i + k * k));
    }
  }
  return samples;
}

test::Samples shift(const test::Samples& samples, double semitones, bool preserve_formants) {
  return pitch_shift(samples.data(), samples.size(), semitones, test::kRate, 1024, ResampleQuality::kBest,
                     preserve_formants);
}

// How far the partials up to 3.5 kHz are from the vowel's envelope: decibels, root mean square.
double off_envelope(double pitch, const test::Samples& samples) {
  double sum = 0;
  int partials = 0;
  for (; (partials + 1) * pitch < 3500; partials++) {
    const double hz = (partials + 1) * pitch;
    sum += std::pow(test::decibels(test::amplitude_at(test::middle(samples), hz) / envelope(hz)), 2);
  }
  return std::sqrt(sum / partials);
}

// The centre of power of the partials within 300 Hz.
double centre_around(double formant, double pitch, const test::Samples& samples) {
  double moment = 0;
  double total = 0;
  for (int k = 1; k * pitch < formant + 300; k++) {
    if (k * pitch < formant - 300) continue;
    const double power = std::pow(test::amplitude_at(test::middle(samples), k * pitch), 2);
    moment += power * k * pitch;
    total += power;
  }
  return moment / total;
}

TEST(Formants, StayWhileThePitchMoves) {
  for (const double pitch : {90.0, 130.0}) {
    const test::Samples source = vowel(pitch, 32000);
    for (const double semitones : {-4.0, 4.0}) {
      const double shifted = pitch * std::exp2(semitones / 12);
      const test::Samples kept = shift(source, semitones, true);
      const test::Samples moved = shift(source, semitones, false);
      EXPECT_EQ(kept.size(), source.size());
      EXPECT_NEAR(test::cents_off(kept, shifted), 0, 2) << pitch << ", " << semitones;
      EXPECT_LT(off_envelope(shifted, kept), 4) << pitch << ", " << semitones;
      EXPECT_GT(off_envelope(shifted, moved), 9) << pitch << ", " << semitones;
      // The same partials of a vowel of that pitch tell where the formants are.
      const test::Samples wanted = vowel(shifted, 32000);
      for (const double formant : kFormants) {
        EXPECT_NEAR(centre_around(formant, shifted, kept), centre_around(formant, shifted, wanted), 40)
            << formant << " of " << pitch << ", " << semitones;
      }
    }
  }
}

// White noise has a flat envelope, which stays flat. Its loudness is not made up for (see match_loudness).
TEST(Formants, LeaveNoiseAlone) {
  const test::Samples noise = test::white_noise(48000);
  const test::Samples kept = shift(noise, -4, true);
  const test::Samples moved = shift(noise, -4, false);
  EXPECT_NEAR(test::decibels(test::rms(kept) / test::rms(moved)), 0, 1.5);
}

TEST(Formants, StayForEveryLength) {
  const test::Samples source = test::speech_like(4001);
  for (const size_t count : {0, 1, 2, 17, 1023, 1025, 4001}) {
    for (const double semitones : {-12.0, 0.0, 0.7, 24.0}) {
      for (const int n_fft : {16, 28, 1024}) {
        const std::vector<float> out =
            pitch_shift(source.data(), count, semitones, 16000, n_fft, ResampleQuality::kFast, true);
        EXPECT_EQ(out.size(), count);
        for (const float sample : out) ASSERT_TRUE(std::isfinite(sample));
      }
    }
  }
}

}  // namespace
}  // namespace emovox
