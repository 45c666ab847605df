#include "dsp/time_stretch.h"

#include <gtest/gtest.h>

#include <limits>

#include "dsp/error.h"
#include "dsp/fft.h"
#include "dsp/transients.h"
#include "dsp/window.h"
#include "signals.h"

namespace emovox {
namespace {

constexpr double kRates[] = {0.5, 0.8, 0.9, 1.1, 1.25, 2};

test::Samples stretch(const test::Samples& samples, double rate) {
  return time_stretch(samples.data(), samples.size(), rate, 1024);
}

TEST(TimeStretch, LengthIsRounded) {
  const test::Samples source = test::speech_like(5000);
  for (const size_t count : {0, 1, 2, 3, 17, 511, 512, 1023, 1024, 1025, 5000}) {
    for (const double rate : {0.1, 0.5, 0.9, 1.0, 1.1, 2.0, 3.7, 10.0}) {
      const std::vector<float> out = time_stretch(source.data(), count, rate, 1024);
      EXPECT_EQ(out.size(), static_cast<size_t>(std::llround(count / rate))) << count << " at " << rate;
      for (const float sample : out) ASSERT_TRUE(std::isfinite(sample));
    }
  }
}

TEST(TimeStretch, KeepsPitchAndLoudness) {
  const test::Samples tone = test::tone(440, 32000);
  const test::Samples voice = test::harmonic_tone(180, 32000);
  for (const double rate : kRates) {
    const test::Samples fast_tone = stretch(tone, rate);
    const test::Samples fast_voice = stretch(voice, rate);
    EXPECT_NEAR(test::cents_off(fast_tone, 440), 0, 0.5) << rate;
    EXPECT_NEAR(test::cents_off(fast_voice, 180), 0, 0.5) << rate;
    EXPECT_NEAR(test::cents_off(fast_voice, 900), 0, 0.5) << rate;
    EXPECT_NEAR(test::decibels(test::amplitude_at(test::middle(fast_tone), 440) / 0.5), 0, 0.1) << rate;
    EXPECT_NEAR(test::decibels(test::rms(fast_voice) / test::rms(voice)), 0, 0.3) << rate;
  }
}

TEST(TimeStretch, KeepsSpeechLoudness) {
  const test::Samples speech = test::speech_like(48000);
  for (const double rate : kRates) {
    EXPECT_NEAR(test::decibels(test::rms(stretch(speech, rate)) / test::rms(speech)), 0, 0.5) << rate;
  }
}

TEST(TimeStretch, KeepsTheEnds) {
  const test::Samples tone = test::tone(440, 16000);
  const test::Samples out = stretch(tone, 1.1);
  const test::Samples start(out.begin(), out.begin() + 256);
  const test::Samples end(out.end() - 256, out.end());
  EXPECT_NEAR(test::decibels(test::rms(start) / test::rms(tone)), 0, 1.5);
  EXPECT_NEAR(test::decibels(test::rms(end) / test::rms(tone)), 0, 1.5);
}

// Clicks of 0.9 every `period` samples, over faint noise: where they are heard, how much of their energy is
// within 2 ms of there, and how high they are.
TEST(TimeStretch, KeepsClicksSharpAndInPlace) {
  constexpr size_t kPeriod = 3200;
  test::Samples clicks(48000, 0.0f);
  for (size_t i = kPeriod / 2; i < clicks.size(); i += kPeriod) clicks[i] = 0.9f;
  for (const double rate : kRates) {
    const test::Samples out = stretch(clicks, rate);
    for (size_t i = kPeriod / 2; i < clicks.size(); i += kPeriod) {
      const auto wanted = static_cast<ptrdiff_t>(std::lround(i / rate));
      const auto around = static_cast<ptrdiff_t>(kPeriod / rate / 2);
      const auto from = out.begin() + wanted - around + 1;
      const auto to = out.begin() + std::min<ptrdiff_t>(wanted + around, static_cast<ptrdiff_t>(out.size()));
      const auto top =
          std::max_element(from, to, [](float a, float b) { return std::fabs(a) < std::fabs(b); });
      EXPECT_LE(std::abs(top - (out.begin() + wanted)), 32) << "rate " << rate << ", click at " << i;
      const test::Samples all(from, to);
      const test::Samples near(std::max(from, top - 32), std::min(to, top + 33));
      const double energy = std::pow(test::rms(all), 2) * static_cast<double>(all.size());
      const double energy_near = std::pow(test::rms(near), 2) * static_cast<double>(near.size());
      EXPECT_GT(energy_near / energy, 0.9) << "rate " << rate << ", click at " << i;
      EXPECT_GT(std::fabs(*top), 0.7) << "rate " << rate << ", click at " << i;
    }
  }
}

// Magnitudes of frames of 1024, a hop of 256 apart, centred.
std::vector<std::vector<double>> magnitudes(const test::Samples& samples) {
  const RealFft fft(1024);
  const std::vector<double> window = periodic_window(WindowType::kHann, 1024);
  std::vector<std::vector<double>> frames;
  for (size_t center = 0; center < samples.size(); center += 256) {
    std::vector<double> frame(1024, 0.0);
    for (size_t i = 0; i < 1024; i++) {
      const size_t place = center + i;  // + 512 in both, so that it is never negative
      if (place >= 512 && place < samples.size() + 512) frame[i] = samples[place - 512] * window[i];
    }
    std::vector<std::complex<double>> spectrum(fft.bins());
    fft.forward(frame.data(), spectrum.data());
    frames.emplace_back();
    for (const std::complex<double> bin : spectrum) frames.back().push_back(std::abs(bin));
  }
  return frames;
}

// Of the output's spectrogram, from the source's read at the stretched times: relative, in the Frobenius
// norm.
double inconsistency(const test::Samples& source, const test::Samples& out, double rate) {
  const auto in_frames = magnitudes(source);
  const auto out_frames = magnitudes(out);
  double difference = 0;
  double total = 0;
  for (size_t t = 3; t + 3 < out_frames.size(); t++) {
    const double at = static_cast<double>(t) * rate;
    const auto before = static_cast<size_t>(at);
    if (before + 1 >= in_frames.size()) break;
    for (size_t k = 0; k < out_frames[t].size(); k++) {
      const double part = at - static_cast<double>(before);
      const double wanted = in_frames[before][k] * (1 - part) + in_frames[before + 1][k] * part;
      difference += std::pow(out_frames[t][k] - wanted, 2);
      total += wanted * wanted;
    }
  }
  return std::sqrt(difference / total);
}

TEST(TimeStretch, KeepsTheSpectrogram) {
  // Of the same clip at 1.1: Rubber Band R3 0.051, SoundTouch 0.078, librosa, which locks no phases, 0.46.
  const test::Samples clip = test::benchmark_clip(48000);
  EXPECT_LT(inconsistency(clip, stretch(clip, 1.1), 1.1), 0.02);
  EXPECT_LT(inconsistency(clip, stretch(clip, 0.9), 0.9), 0.026);
  const test::Samples speech = test::speech_like(48000);
  EXPECT_LT(inconsistency(speech, stretch(speech, 1.1), 1.1), 0.03);
  EXPECT_LT(inconsistency(speech, stretch(speech, 0.9), 0.9), 0.045);
}

TEST(TimeStretch, KeepsTheLoudnessOfNoise) {
  const test::Samples noise = test::white_noise(48000);
  for (const double rate : kRates) {
    EXPECT_NEAR(test::decibels(test::rms(stretch(noise, rate)) / test::rms(noise)), 0, 0.1) << rate;
  }
}

TEST(TimeStretch, DoesNotDrift) {
  // The middle of a burst of tone in a long silence stays where the rate puts it.
  test::Samples samples(160000, 0.0f);
  const test::Samples burst = test::tone(500, 4000);
  std::copy(burst.begin(), burst.end(), samples.begin() + 150000);
  for (const double rate : kRates) {
    const test::Samples out = stretch(samples, rate);
    double moment = 0;
    double energy = 0;
    for (size_t i = 0; i < out.size(); i++) {
      const double power = static_cast<double>(out[i]) * out[i];
      moment += power * static_cast<double>(i);
      energy += power;
    }
    EXPECT_NEAR(moment / energy, 152000 / rate, 256) << rate;
  }
}

TEST(TimeStretch, ClicksAreInPlaceAfterTenMinutes) {
  test::Samples samples = test::white_noise(9600000);
  for (float& sample : samples) sample *= 0.002f;
  const size_t places[] = {9440000, 9520016, 9590003};
  for (const size_t place : places) samples[place] = 0.9f;
  for (const double rate : {0.9, 1.1}) {
    const test::Samples out = stretch(samples, rate);
    for (const size_t place : places) {
      const auto from = out.begin() + std::llround(place / rate) - 2000;
      const auto top = std::max_element(from, from + 4000);
      EXPECT_GT(*top, 0.7) << rate;
      EXPECT_NEAR(static_cast<double>(top - out.begin()), place / rate, 16) << rate;  // 1 ms
    }
  }
}

// The range of floats is not that of their powers.
TEST(TimeStretch, TakesAnyLoudness) {
  const test::Samples speech = test::speech_like(8000);
  const test::Samples expected = stretch(speech, 1.1);
  for (const int exponent : {-100, -60, 60, 120}) {
    test::Samples other = speech;
    for (float& sample : other) sample = std::ldexp(sample, exponent);
    test::Samples out = stretch(other, 1.1);
    for (float& sample : out) sample = std::ldexp(sample, -exponent);
    EXPECT_LT(test::largest_difference(out, expected), 1e-6) << exponent;
  }
}

TEST(TimeStretch, RateOneGivesTheInput) {
  const test::Samples speech = test::speech_like(16000);
  EXPECT_EQ(stretch(speech, 1), speech);
  EXPECT_LT(test::largest_difference(stretch(speech, 1 + 1e-9), speech), 1e-4);  // through the vocoder
}

TEST(TimeStretch, TakesOtherFrames) {
  const test::Samples tone = test::tone(440, 16000);
  for (const int n_fft : {16, 256, 500, 2048, 4096}) {
    EXPECT_EQ(time_stretch(tone.data(), tone.size(), 0.8, n_fft).size(), 20000U) << n_fft;
  }
  EXPECT_NEAR(test::cents_off(time_stretch(tone.data(), tone.size(), 0.8, 2048), 440), 0, 0.5);
}

TEST(TimeStretch, RefusesBadInput) {
  const std::vector<float> samples = {0.1f, std::numeric_limits<float>::quiet_NaN()};
  for (const double rate : {0.0, -1.0, 0.09, 10.1, std::nan("")}) {
    EXPECT_THROW(time_stretch(samples.data(), 1, rate, 1024), Error) << rate;
  }
  for (const int n_fft : {0, -4, 12, 1022}) {
    EXPECT_THROW(time_stretch(samples.data(), 1, 1.1, n_fft), Error) << n_fft;
  }
  EXPECT_THROW(time_stretch(samples.data(), 2, 1.1, 1024), Error);
}

TEST(Transients, AreClicksAndNotVoice) {
  EXPECT_TRUE(find_transients(test::tone(440, 16000).data(), 16000, 1, 512).empty());
  EXPECT_TRUE(find_transients(test::harmonic_tone(90, 16000).data(), 16000, 1, 512).empty());
  EXPECT_TRUE(find_transients(test::speech_like(48000).data(), 48000, 1, 512).empty());
  test::Samples samples = test::tone(200, 16000);
  samples[5000] += 0.9f;
  samples[9000] -= 0.9f;
  const std::vector<size_t> found = find_transients(samples.data(), samples.size(), 1, 512);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NEAR(static_cast<double>(found[0]), 5000, 64);
  EXPECT_NEAR(static_cast<double>(found[1]), 9000, 64);
}

}  // namespace
}  // namespace emovox
