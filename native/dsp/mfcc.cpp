#include "mfcc.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "error.h"
#include "finite.h"
#include "mfcc_options.h"

namespace emovox {
namespace {

MelOptions mel_options(const MfccOptions& o) {
  return {o.sample_rate, o.n_fft, o.n_mels, o.f_min, o.f_max, o.htk, o.mel_norm_slaney};
}

// Samples that a centred frame needs before the first one.
size_t padding_of(const MfccOptions& o) { return o.center ? static_cast<size_t>(o.n_fft / 2) : 0; }

// The sample at a place before the first or behind the last one. Reflection is at most once: see
// check_samples().
float sample_beyond(const float* samples, ptrdiff_t count, ptrdiff_t place, PadMode mode) {
  const bool before = place < 0;
  switch (mode) {
    case PadMode::kReflect:
      return samples[before ? -place : 2 * (count - 1) - place];
    case PadMode::kEdge:
      return samples[before ? 0 : count - 1];
    case PadMode::kConstant:
      break;
  }
  return 0;
}

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

Mfcc::Mfcc(const MfccOptions& options)
    : options_(checked(options)),
      window_(centered_window(options.window, options.win_length > 0 ? options.win_length : options.n_fft,
                              options.n_fft)),
      fft_(options.n_fft),
      mel_(mel_options(options)),
      dct_(options.dct_type, options.dct_ortho, options.n_mels, options.n_mfcc) {
  if (options.lifter == 0) return;
  for (int k = 0; k < options.n_mfcc; k++) {
    dct_.scale(k, 1 + options.lifter / 2 * std::sin(3.14159265358979323846 * (k + 1) / options.lifter));
  }
}

size_t Mfcc::frames(size_t samples) const {
  const size_t padded = samples + 2 * padding_of(options_);
  const auto n_fft = static_cast<size_t>(options_.n_fft);
  if (samples == 0 || padded < n_fft) return 0;
  return 1 + (padded - n_fft) / static_cast<size_t>(options_.hop_length);
}

void Mfcc::compute(const float* samples, size_t count, float* out) const {
  check_samples(samples, count);
  const size_t frame_count = frames(count);
  const auto n_mels = static_cast<size_t>(options_.n_mels);

  std::vector<double> frame(options_.n_fft);
  std::vector<std::complex<double>> spectrum(fft_.bins());
  std::vector<float> power(fft_.bins());
  std::vector<float> mels(frame_count * n_mels);
  for (size_t t = 0; t < frame_count; t++) {
    window_frame(samples, count, t, frame.data());
    fft_.forward(frame.data(), spectrum.data());
    raise_to_power(spectrum.data(), power.data());
    mel_.apply(power.data(), &mels[t * n_mels]);
  }

  const float loudest = to_decibels(mels, static_cast<float>(options_.amin));
  if (options_.top_db >= 0) {
    const float floor = loudest - static_cast<float>(options_.top_db);
    for (float& decibels : mels) decibels = std::max(decibels, floor);
  }
  std::vector<double> sums(coefficients());
  for (size_t t = 0; t < frame_count; t++) {
    dct_.apply(&mels[t * n_mels], sums.data(), out + t * coefficients());
  }
}

void Mfcc::check_samples(const float* samples, size_t count) const {
  const std::string found = ", found " + std::to_string(count);
  if (count == 0) throw Error("EMPTY_AUDIO", "samples: expected at least one, found none");
  if (frames(count) == 0) {
    throw Error("EMPTY_AUDIO", "samples: expected at least nFft (" + std::to_string(options_.n_fft) +
                                   ") for frames that are not centred" + found);
  }
  const size_t padding = padding_of(options_);
  if (options_.pad_mode == PadMode::kReflect && count <= padding) {
    throw Error("INVALID_OPTION", "option padMode: expected more than nFft / 2 (" + std::to_string(padding) +
                                      ") samples to reflect" + found);
  }
  const double peak = finite_peak(samples, count);
  const double most = std::pow(peak * options_.n_fft, options_.power) * fft_.bins();
  if (most > std::numeric_limits<float>::max()) {
    throw Error("NON_FINITE", "samples: expected magnitudes of about 1, found " + std::to_string(peak) +
                                  ", whose power is too large for a 32-bit float");
  }
}

void Mfcc::window_frame(const float* samples, size_t count, size_t frame, double* out) const {
  const auto start =
      static_cast<ptrdiff_t>(frame * options_.hop_length) - static_cast<ptrdiff_t>(padding_of(options_));
  const auto length = static_cast<ptrdiff_t>(count);
  const ptrdiff_t n_fft = options_.n_fft;
  const ptrdiff_t inside = std::clamp<ptrdiff_t>(-start, 0, n_fft);
  const ptrdiff_t behind = std::clamp<ptrdiff_t>(length - start, inside, n_fft);
  for (ptrdiff_t i = 0; i < inside; i++) {
    out[i] = sample_beyond(samples, length, start + i, options_.pad_mode) * window_[i];
  }
  for (ptrdiff_t i = inside; i < behind; i++) out[i] = samples[start + i] * window_[i];
  for (ptrdiff_t i = behind; i < n_fft; i++) {
    out[i] = sample_beyond(samples, length, start + i, options_.pad_mode) * window_[i];
  }
}

void Mfcc::raise_to_power(const std::complex<double>* spectrum, float* power) const {
  const int bins = fft_.bins();
  if (options_.power == 2) {
    for (int k = 0; k < bins; k++) power[k] = static_cast<float>(std::norm(spectrum[k]));
    return;
  }
  const double half_exponent = options_.power / 2;
  for (int k = 0; k < bins; k++) {
    power[k] = static_cast<float>(std::pow(std::norm(spectrum[k]), half_exponent));
  }
}

}  // namespace emovox
