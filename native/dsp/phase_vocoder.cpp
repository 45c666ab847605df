#include "phase_vocoder.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "error.h"
#include "window.h"

namespace emovox {
namespace {

// A peak sets in when its power rises by more than this within a hop.
constexpr double kRise = 4;
// The squares of a Hann window, a quarter of its length apart, sum up to this everywhere.
constexpr double kOverlap = 1.5;

int checked(int n_fft) {
  if (n_fft >= 16 && n_fft % 4 == 0) return n_fft;
  throw Error("INVALID_OPTION",
              "option nFft: expected a multiple of 4, at least 16, found " + std::to_string(n_fft));
}

}  // namespace

PhaseVocoder::PhaseVocoder(int n_fft)
    : n_fft_(checked(n_fft)),
      hop_(n_fft / 4),
      fft_(n_fft),
      window_(periodic_window(WindowType::kHann, n_fft)),
      frame_(n_fft),
      source_(fft_.bins()),
      earlier_(fft_.bins()),
      output_(fft_.bins()),
      previous_(fft_.bins()),
      powers_(fft_.bins()) {}

// The first and the last frame are centred outside of the output: with them every output sample is under four
// frames.
std::vector<float> PhaseVocoder::run(const float* samples, size_t count, const TimeMap& map,
                                     size_t out_count) {
  std::vector<float> out(out_count, 0.0f);
  const auto end = static_cast<ptrdiff_t>(out_count) + n_fft_ / 2;
  for (ptrdiff_t center = -hop_; center < end; center += hop_) {
    const auto place = static_cast<ptrdiff_t>(std::llround(map.source_of(static_cast<double>(center))));
    analyze(samples, count, place, source_);
    if (center == -hop_) {
      output_ = source_;
    } else {
      analyze(samples, count, place - hop_, earlier_);
      propagate(map.meets_transient(static_cast<double>(center)));
    }
    previous_ = output_;
    overlap_add(center, out);
  }
  return out;
}

void PhaseVocoder::analyze(const float* samples, size_t count, ptrdiff_t center, Spectrum& spectrum) {
  const ptrdiff_t start = center - n_fft_ / 2;
  const ptrdiff_t first = std::clamp<ptrdiff_t>(-start, 0, n_fft_);
  const ptrdiff_t last = std::clamp<ptrdiff_t>(static_cast<ptrdiff_t>(count) - start, first, n_fft_);
  std::fill(frame_.begin(), frame_.end(), 0.0);
  for (ptrdiff_t i = first; i < last; i++) frame_[i] = samples[start + i] * window_[i];
  fft_.forward(frame_.data(), spectrum.data());
}

// Bins above their two neighbours on either side.
void PhaseVocoder::find_peaks() {
  for (int k = 0; k < fft_.bins(); k++) powers_[k] = std::norm(source_[k]);
  peaks_.clear();
  const double* p = powers_.data();
  for (int k = 2; k < fft_.bins() - 2; k++) {
    if (p[k] > p[k - 1] && p[k] >= p[k + 1] && p[k] > p[k - 2] && p[k] >= p[k + 2]) peaks_.push_back(k);
  }
}

int PhaseVocoder::region_end(size_t peak) const {
  if (peak + 1 == peaks_.size()) return fft_.bins();
  return static_cast<int>(
      std::min_element(powers_.begin() + peaks_[peak] + 1, powers_.begin() + peaks_[peak + 1]) -
      powers_.begin());
}

std::complex<double> PhaseVocoder::rotation(int peak, bool transient) const {
  if (transient && powers_[peak] > kRise * std::norm(earlier_[peak])) return 1;
  const std::complex<double> turn = previous_[peak] * std::conj(earlier_[peak]);
  const double magnitude = std::abs(turn);
  return magnitude > 1e-30 ? turn / magnitude : 1;
}

void PhaseVocoder::propagate(bool transient) {
  find_peaks();
  if (peaks_.empty()) {
    output_ = source_;
    return;
  }
  int bin = 0;
  for (size_t i = 0; i < peaks_.size(); i++) {
    const std::complex<double> z = rotation(peaks_[i], transient);
    for (const int end = region_end(i); bin < end; bin++) {
      const std::complex<double> x = source_[bin];
      output_[bin] = {x.real() * z.real() - x.imag() * z.imag(), x.real() * z.imag() + x.imag() * z.real()};
    }
  }
}

// Uses output_ up.
void PhaseVocoder::overlap_add(ptrdiff_t center, std::vector<float>& out) {
  fft_.inverse(output_.data(), frame_.data());
  const ptrdiff_t start = center - n_fft_ / 2;
  const ptrdiff_t first = std::clamp<ptrdiff_t>(-start, 0, n_fft_);
  const ptrdiff_t last = std::clamp<ptrdiff_t>(static_cast<ptrdiff_t>(out.size()) - start, first, n_fft_);
  for (ptrdiff_t i = first; i < last; i++) {
    out[start + i] += static_cast<float>(frame_[i] * window_[i] / kOverlap);
  }
}

}  // namespace emovox
