#include "mfcc_double.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace emovox {
namespace {

// 10 log10(max(amin, S)) in place; the result's maximum.
float to_decibels(std::vector<float>& values, float amin) {
  float loudest = -std::numeric_limits<float>::infinity();
  for (float& value : values) {
    value = 10 * std::log10(std::max(amin, value));
    loudest = std::max(loudest, value);
  }
  return loudest;
}

}  // namespace

MfccDouble::MfccDouble(Framing framing, std::vector<double> window, MelBank mel, Dct dct, Levels levels)
    : framing_(framing),
      window_(std::move(window)),
      fft_(static_cast<int>(framing.size)),
      mel_(std::move(mel)),
      dct_(std::move(dct)),
      levels_(levels) {}

void MfccDouble::compute(const float* samples, size_t count, float* out) const {
  const size_t frames = framing_.frames(count);
  const auto n_mels = static_cast<size_t>(mel_.bands());
  const auto n_mfcc = static_cast<size_t>(dct_.outputs());

  std::vector<float> copied(framing_.size);
  std::vector<double> frame(framing_.size);
  std::vector<std::complex<double>> spectrum(fft_.bins());
  std::vector<float> power(fft_.bins());
  std::vector<float> mels(frames * n_mels);
  for (size_t t = 0; t < frames; t++) {
    framing_.copy(samples, count, t, copied.data());
    for (size_t i = 0; i < framing_.size; i++) frame[i] = copied[i] * window_[i];
    fft_.forward(frame.data(), spectrum.data());
    raise_to_power(spectrum.data(), power.data());
    mel_.apply(power.data(), &mels[t * n_mels]);
  }

  const float loudest = to_decibels(mels, static_cast<float>(levels_.amin));
  if (levels_.top_db >= 0) {
    const float floor = loudest - static_cast<float>(levels_.top_db);
    for (float& decibels : mels) decibels = std::max(decibels, floor);
  }
  std::vector<double> sums(n_mfcc);
  for (size_t t = 0; t < frames; t++) dct_.apply(&mels[t * n_mels], sums.data(), out + t * n_mfcc);
}

void MfccDouble::raise_to_power(const std::complex<double>* spectrum, float* power) const {
  const int bins = fft_.bins();
  if (levels_.power == 2) {
    for (int k = 0; k < bins; k++) power[k] = static_cast<float>(std::norm(spectrum[k]));
    return;
  }
  const double half_exponent = levels_.power / 2;
  for (int k = 0; k < bins; k++) {
    power[k] = static_cast<float>(std::pow(std::norm(spectrum[k]), half_exponent));
  }
}

}  // namespace emovox
