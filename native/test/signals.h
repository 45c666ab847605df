#pragma once
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

// Signals to try the core on, and what is measured of its results.
namespace emovox::test {

constexpr double kPi = 3.14159265358979323846;
constexpr double kRate = 16000;  // Hz

using Samples = std::vector<float>;

// A sine of amplitude 0.5.
inline Samples tone(double hz, size_t count) {
  Samples samples(count);
  for (size_t i = 0; i < count; i++) {
    samples[i] = static_cast<float>(0.5 * std::sin(2 * kPi * hz * i / kRate));
  }
  return samples;
}

// A sum of sines at the multiples of hz up to 3.6 kHz, as a vowel without formants.
inline Samples harmonic_tone(double hz, size_t count) {
  Samples samples(count, 0.0f);
  for (int k = 1; k * hz < 3600; k++) {
    for (size_t i = 0; i < count; i++) {
      samples[i] += static_cast<float>(0.2 / k * std::sin(2 * kPi * k * hz * i / kRate + k));
    }
  }
  return samples;
}

// Something like speech: a gliding voice with formants that comes and goes, over breath.
inline Samples speech_like(size_t count) {
  Samples samples(count);
  double phase = 0;
  uint32_t state = 1;
  for (size_t i = 0; i < count; i++) {
    const double t = i / kRate;
    const double hz = 140 * (1 + 0.12 * std::sin(2 * kPi * 0.7 * t) + 0.02 * std::sin(2 * kPi * 5.2 * t));
    phase += 2 * kPi * hz / kRate;
    double voice = 0;
    for (int k = 1; k * hz < 4000; k++) {
      const double formants = std::exp(-std::pow((k * hz - 700) / 200, 2)) +
                              0.6 * std::exp(-std::pow((k * hz - 1220) / 200, 2)) +
                              0.3 * std::exp(-std::pow((k * hz - 2600) / 300, 2)) + 0.05;
      voice += (formants + 0.3) / k * std::cos(k * phase);
    }
    state = state * 1664525 + 1013904223;
    const double loudness = std::clamp(std::sin(2 * kPi * 1.7 * t) + 0.35, 0.0, 1.0);
    const double breath = (state >> 8) / 16777216.0 - 0.5;
    samples[i] = static_cast<float>(0.1 * voice * loudness + 0.004 * breath * (0.3 + loudness));
  }
  return samples;
}

// The speech-like clip of the benchmark: the harmonics of a gliding voice through three resonators in turn,
// over noise, coming and going; 0.3 at its loudest.
inline Samples benchmark_clip(size_t count) {
  std::vector<double> clip(count);
  double phase = 0;
  for (size_t i = 0; i < count; i++) {
    const double t = i / kRate;
    phase +=
        2 * kPi / kRate * 140 * (1 + 0.12 * std::sin(2 * kPi * 0.7 * t) + 0.02 * std::sin(2 * kPi * 5.2 * t));
    for (int k = 1; k < 47; k++) clip[i] += std::cos(k * phase) / k;
  }
  constexpr double kResonances[][2] = {{700, 130}, {1220, 120}, {2600, 160}};  // Hz: frequency, bandwidth
  for (const auto& [hz, width] : kResonances) {
    const double radius = std::exp(-kPi * width / kRate);
    const double feedback = 2 * radius * std::cos(2 * kPi * hz / kRate);
    double last = 0;
    double before = 0;
    for (double& sample : clip) {
      const double out = (1 - radius) * sample + feedback * last - radius * radius * before;
      before = last;
      last = out;
      sample += 2 * out;
    }
  }
  std::mt19937 random(1);
  double loudest = 0;
  for (size_t i = 0; i < count; i++) {
    const double loudness = std::clamp(std::sin(2 * kPi * 1.7 * i / kRate) + 0.35, 0.0, 1.0);
    double noise = -6;  // of 12 uniform numbers the sum less 6 is nearly normal, of variance 1
    for (int k = 0; k < 12; k++) noise += random() / 4294967296.0;
    clip[i] = clip[i] * loudness + 0.02 * noise * (0.3 + loudness);
    loudest = std::max(loudest, std::fabs(clip[i]));
  }
  Samples samples(count);
  for (size_t i = 0; i < count; i++) samples[i] = static_cast<float>(0.3 * clip[i] / loudest);
  return samples;
}

// White noise, from -0.5 to 0.5.
inline Samples white_noise(size_t count) {
  std::mt19937 random(3);
  Samples samples(count);
  for (float& sample : samples) sample = static_cast<float>(random() / 4294967296.0 - 0.5);
  return samples;
}

inline double rms(const Samples& samples) {
  double energy = 0;
  for (const float sample : samples) energy += static_cast<double>(sample) * sample;
  return std::sqrt(energy / static_cast<double>(samples.size()));
}

inline double decibels(double ratio) { return 20 * std::log10(ratio); }

inline float largest_difference(const Samples& a, const Samples& b) {
  if (a.size() != b.size()) return std::numeric_limits<float>::infinity();
  float largest = 0;
  for (size_t i = 0; i < a.size(); i++) {
    const float difference = std::fabs(a[i] - b[i]);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

// The middle half, away from what happens at the ends.
inline Samples middle(const Samples& samples) {
  const auto quarter = static_cast<ptrdiff_t>(samples.size() / 4);
  return {samples.begin() + quarter, samples.end() - quarter};
}

// The amplitude of the partial at hz: the samples' Fourier transform there, under a Hann window.
inline double amplitude_at(const Samples& samples, double hz) {
  std::complex<double> sum = 0;
  double weights = 0;
  const auto count = static_cast<double>(samples.size());
  for (size_t i = 0; i < samples.size(); i++) {
    const double weight = 0.5 - 0.5 * std::cos(2 * kPi * i / count);
    sum += weight * samples[i] * std::polar(1.0, -2 * kPi * hz * i / kRate);
    weights += weight;
  }
  return 2 * std::abs(sum) / weights;
}

// How far the strongest partial within a semitone of hz is from hz, in cents: the best of a grid, then a
// golden-section search around it.
inline double cents_off(const Samples& samples, double hz) {
  const Samples part = middle(samples);
  const auto amplitude = [&](double cents) { return amplitude_at(part, hz * std::exp2(cents / 1200)); };
  double best = -100;
  for (double cents = -98; cents <= 100; cents += 2) {
    if (amplitude(cents) > amplitude(best)) best = cents;
  }
  double low = best - 2;
  double high = best + 2;
  const double golden = (std::sqrt(5) - 1) / 2;
  while (high - low > 0.02) {
    const double a = high - golden * (high - low);
    const double b = low + golden * (high - low);
    if (amplitude(a) > amplitude(b)) {
      high = b;
    } else {
      low = a;
    }
  }
  return (low + high) / 2;
}

}  // namespace emovox::test
