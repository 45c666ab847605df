// What Mfcc refuses, in the words of lib/options.ts, and what follows from its options.
#include <cmath>
#include <string>
#include <tuple>

#include "error.h"
#include "mfcc_options.h"

namespace emovox {
namespace {

std::string text(double value) {
  std::string digits = std::to_string(value);
  digits.erase(digits.find_last_not_of('0') + 1);
  if (!digits.empty() && digits.back() == '.') digits.pop_back();
  return digits;
}

void expect(bool holds, const char* option, const std::string& expected, double found) {
  if (holds) return;
  throw Error("INVALID_OPTION",
              std::string("option ") + option + ": expected " + expected + ", found " + text(found));
}

void check_frames(const MfccOptions& o) {
  expect(std::isfinite(o.sample_rate) && o.sample_rate > 0, "sampleRate", "a positive number of Hz",
         o.sample_rate);
  expect(o.n_fft >= 2, "nFft", "at least 2", o.n_fft);
  expect(o.hop_length >= 1, "hopLength", "at least 1", o.hop_length);
  expect(o.win_length >= 0 && o.win_length <= o.n_fft, "winLength",
         "1 to nFft (" + std::to_string(o.n_fft) + ")", o.win_length);
  expect(std::isfinite(o.power) && o.power > 0, "power", "a positive number", o.power);
}

void check_mel(const MfccOptions& o) {
  const double nyquist = o.sample_rate / 2;
  const double f_max = o.f_max > 0 ? o.f_max : nyquist;
  expect(o.n_mels >= 1, "nMels", "at least 1", o.n_mels);
  expect(std::isfinite(o.f_max) && o.f_max >= 0 && o.f_max <= nyquist, "fMax",
         "at most half the sample rate (" + text(nyquist) + " Hz)", o.f_max);
  expect(std::isfinite(o.f_min) && o.f_min >= 0 && o.f_min < f_max, "fMin",
         "0 or more and below fMax (" + text(f_max) + " Hz)", o.f_min);
}

void check_cepstrum(const MfccOptions& o) {
  expect(std::isfinite(o.amin) && o.amin > 0, "amin", "a positive number", o.amin);
  expect(std::isfinite(o.top_db), "topDb", "a number of dB", o.top_db);
  expect(o.n_mfcc >= 1 && o.n_mfcc <= o.n_mels, "nMfcc", "1 to nMels (" + std::to_string(o.n_mels) + ")",
         o.n_mfcc);
  expect(o.dct_type >= 1 && o.dct_type <= 3, "dctType", "1, 2 or 3", o.dct_type);
  expect(o.dct_type != 1 || o.n_mels >= 2, "nMels", "at least 2 with dctType 1", o.n_mels);
  expect(std::isfinite(o.lifter) && o.lifter >= 0, "lifter", "0 or more", o.lifter);
}

auto all_of(const MfccOptions& o) {
  return std::tie(o.sample_rate, o.n_mfcc, o.n_mels, o.n_fft, o.hop_length, o.win_length, o.window, o.center,
                  o.pad_mode, o.power, o.f_min, o.f_max, o.htk, o.mel_norm_slaney, o.amin, o.top_db,
                  o.dct_type, o.dct_ortho, o.lifter);
}

}  // namespace

bool operator==(const MfccOptions& a, const MfccOptions& b) { return all_of(a) == all_of(b); }

Dct cepstral_dct(const MfccOptions& o) {
  Dct dct(o.dct_type, o.dct_ortho, o.n_mels, o.n_mfcc);
  for (int k = 0; o.lifter > 0 && k < o.n_mfcc; k++) {
    dct.scale(k, 1 + o.lifter / 2 * std::sin(3.14159265358979323846 * (k + 1) / o.lifter));
  }
  return dct;
}

const MfccOptions& checked(const MfccOptions& options) {
  check_frames(options);
  check_mel(options);
  check_cepstrum(options);
  return options;
}

}  // namespace emovox
