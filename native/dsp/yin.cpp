#include "yin.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "error.h"

namespace emovox {
namespace {

void expect(bool holds, const char* option, const std::string& expected, double found) {
  if (holds) return;
  throw Error("INVALID_OPTION", std::string("option ") + option + ": expected " + expected + ", found " +
                                    std::to_string(found));
}

// Even, of the factors 2, 3 and 5, `least` or more.
int fast_size(int least) {
  for (int size = least + least % 2;; size += 2) {
    int rest = size;
    for (const int factor : {2, 3, 5}) {
      while (rest % factor == 0) rest /= factor;
    }
    if (rest == 1) return size;
  }
}

int checked_frame_length(const F0Options& o, double sample_rate) {
  expect(std::isfinite(o.f_max) && o.f_max <= sample_rate / 2, "fMax of F0",
         "at most half the sample rate (" + std::to_string(sample_rate / 2) + " Hz)", o.f_max);
  expect(o.f_min > 0 && o.f_min < o.f_max, "fMin of F0",
         "above 0 and below fMax (" + std::to_string(o.f_max) + " Hz)", o.f_min);
  expect(o.trough_threshold > 0, "troughThreshold of F0", "a positive number", o.trough_threshold);
  const int length = f0_frame_length(o, sample_rate);
  expect(sample_rate / o.f_min < length - 1, "frameLength of F0",
         "more than a period of fMin (" + std::to_string(sample_rate / o.f_min) + " samples)", length);
  const double periods = std::ceil(sample_rate / o.f_min) - std::floor(sample_rate / o.f_max);
  expect(periods >= 2, "fMax of F0", "periods of fMin and fMax to be two samples apart or more", o.f_max);
  return length;
}

}  // namespace

int f0_frame_length(const F0Options& options, double sample_rate) {
  if (options.frame_length > 0) return options.frame_length;
  constexpr double kMost = 1 << 20;
  int length = 64;
  while (length < std::min(4 * sample_rate / options.f_min, kMost)) length *= 2;
  return length;
}

YinDifference::YinDifference(const F0Options& o, double sample_rate)
    : frame_length_(checked_frame_length(o, sample_rate)),
      sample_rate_(sample_rate),
      min_period_(static_cast<int>(std::floor(sample_rate / o.f_max))),
      max_period_(
          std::min(static_cast<int>(std::ceil(sample_rate / o.f_min)), static_cast<int>(frame_length_) - 1)),
      fft_(fast_size(static_cast<int>(frame_length_) + max_period_ + 1)) {}

void YinDifference::compute(const Framing& framing, const float* samples, size_t count, size_t frame,
                            Work& work, double* out) const {
  work.samples.resize(frame_length_);
  work.padded.assign(fft_.size(), 0.0);
  work.spectrum.resize(fft_.bins());
  framing.copy(samples, count, frame, work.samples.data());
  std::copy(work.samples.begin(), work.samples.end(), work.padded.begin());
  fft_.forward(work.padded.data(), work.spectrum.data());
  for (std::complex<double>& bin : work.spectrum) bin = std::norm(bin);
  fft_.inverse(work.spectrum.data(), work.padded.data());
  const double* r = work.padded.data();
  double squares = 0;
  double sum = 0;
  for (int tau = 1; tau <= max_period_; tau++) {
    const double sample = work.samples[tau - 1];
    squares += sample * sample;
    const double d = 2 * (r[0] - r[tau]) - (tau > 1 ? squares : 0);
    sum += d;
    if (tau < min_period_) continue;
    out[tau - min_period_] = d / (sum / tau + std::numeric_limits<double>::min());
  }
  work.difference_sum = sum;
}

bool is_trough(const double* d, size_t lags, size_t i) {
  if (i == 0) return d[0] < d[1];
  if (i + 1 == lags) return d[i] < d[i - 1];
  return d[i] < d[i - 1] && d[i] <= d[i + 1];
}

double parabolic_shift(const double* d, size_t lags, size_t i) {
  if (i == 0 || i + 1 == lags) return 0;
  const double a = d[i + 1] + d[i - 1] - 2 * d[i];
  const double b = (d[i + 1] - d[i - 1]) / 2;
  return std::fabs(b) >= std::fabs(a) ? 0 : -b / a;
}

Period yin_period(const YinDifference& yin, const double* d, double threshold) {
  const size_t lags = yin.lags();
  size_t best = 0;
  while (best < lags && !(is_trough(d, lags, best) && d[best] < threshold)) best++;
  if (best == lags) best = std::min_element(d, d + lags) - d;
  const double period = yin.min_period() + static_cast<double>(best) + parabolic_shift(d, lags, best);
  return {yin.sample_rate() / period, d[best]};
}

}  // namespace emovox
