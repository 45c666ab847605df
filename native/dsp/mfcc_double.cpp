#include "mfcc_double.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace emovox {
namespace {

// More than this much a thread does not keep (in floats, 16 MB).
constexpr size_t kMostKept = size_t{4} << 20;

// 10 log10(max(amin, S)) in place; the result's maximum.
float to_decibels(std::vector<float>& values, float amin) {
  float loudest = -std::numeric_limits<float>::infinity();
  for (float& value : values) {
    value = 10 * std::log10(std::max(amin, value));
    loudest = std::max(loudest, value);
  }
  return loudest;
}

void raise_to(float floor, std::vector<float>& decibels) {
  for (float& value : decibels) value = std::max(value, floor);
}

}  // namespace

MfccDouble::MfccDouble(Framing framing, std::vector<double> window, MelBank mel, Dct dct, Levels levels)
    : framing_(framing),
      window_(std::move(window)),
      fft_(static_cast<int>(framing.size)),
      mel_(std::move(mel)),
      dct_(std::move(dct)),
      levels_(levels) {}

// Kept by the thread, so that nothing is allocated after its first clip.
struct MfccDouble::Work {
  std::vector<float> samples;
  std::vector<double> frame;
  std::vector<std::complex<double>> spectrum;
  std::vector<float> power;
  std::vector<float> mels;
  std::vector<float> clip_mels;
  std::vector<double> sums;
};

MfccDouble::Work& MfccDouble::work_of_this_thread() {
  static thread_local Work work;
  return work;
}

void MfccDouble::compute(const float* samples, size_t count, float* out) const {
  const size_t frames = framing_.frames(count);
  const auto n_mels = static_cast<size_t>(mel_.bands());
  Work& work = work_of_this_thread();
  std::vector<float>& mels = work.clip_mels;
  mels.resize(frames * n_mels);
  for (size_t t = 0; t < frames; t++) mel_powers(samples, count, t, work, &mels[t * n_mels]);
  const float loudest = to_decibels(mels, static_cast<float>(levels_.amin));
  if (levels_.top_db >= 0) raise_to(loudest - static_cast<float>(levels_.top_db), mels);
  work.sums.resize(dct_.outputs());
  for (size_t t = 0; t < frames; t++) {
    dct_.apply(&mels[t * n_mels], work.sums.data(), out + t * static_cast<size_t>(dct_.outputs()));
  }
  if (mels.capacity() > kMostKept) mels = std::vector<float>();
}

void MfccDouble::compute_frame(const float* samples, size_t count, size_t frame, float floor,
                               float* out) const {
  Work& work = work_of_this_thread();
  work.mels.resize(mel_.bands());
  work.sums.resize(dct_.outputs());
  mel_powers(samples, count, frame, work, work.mels.data());
  to_decibels(work.mels, static_cast<float>(levels_.amin));
  raise_to(floor, work.mels);
  dct_.apply(work.mels.data(), work.sums.data(), out);
}

void MfccDouble::mel_powers(const float* samples, size_t count, size_t frame, Work& work, float* mels) const {
  work.samples.resize(framing_.size);
  work.frame.resize(framing_.size);
  work.spectrum.resize(fft_.bins());
  work.power.resize(fft_.bins());
  framing_.copy(samples, count, frame, work.samples.data());
  for (size_t i = 0; i < framing_.size; i++) work.frame[i] = work.samples[i] * window_[i];
  fft_.forward(work.frame.data(), work.spectrum.data());
  raise_to_power(work.spectrum.data(), work.power.data());
  mel_.apply(work.power.data(), mels);
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
