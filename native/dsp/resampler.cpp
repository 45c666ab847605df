#include "resampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "interpolator.h"
#include "rate_ratio.h"
#include "simd/aligned_floats.h"
#include "sinc_converter.h"

namespace emovox {
namespace {

// Below this the blocks of overlap-save would be too large (16 MB and more).
constexpr double kLeastRatio = 1.0 / 64;
constexpr double kSlopeEnd = 1.3;  // of half the lower rate
constexpr int kMostUp = 8;
constexpr int kMostDown = 64;
// Of the interpolator's taps: 128 KB. More are fetched from memory for longer than they take to compute.
constexpr int64_t kMostPhases = 1024;

// As OverlapSave's: what a thread keeps of the signal at the middle rate, in floats.
constexpr size_t kMostKept = size_t{4} << 20;

thread_local simd::AlignedFloats middle_of_this_thread;

// A product of 2, 3 and 5, for which there are fast transforms.
bool is_smooth(int number) {
  for (const int prime : {2, 3, 5}) {
    while (number % prime == 0) number /= prime;
  }
  return number == 1;
}

// The ratio as one of small numbers, if it is one.
std::optional<Ratio> small_ratio(double from_rate, double to_rate) {
  for (int down = 1; down <= kMostDown; down++) {
    const double up = std::round(down * to_rate / from_rate);
    if (up < 1 || up > kMostUp || up * from_rate != down * to_rate) continue;
    const Ratio ratio = {static_cast<int>(up), down};
    if (is_smooth(ratio.up) && is_smooth(ratio.down)) return ratio;
    return std::nullopt;
  }
  return std::nullopt;
}

// To the lowest rate from which any position can be interpolated.
Ratio middle_ratio(double from_rate, double to_rate) {
  const double least = Interpolator::kLeastOversampling * std::min(from_rate, to_rate) / from_rate;
  Ratio best = {3, 2};
  for (int down = 1; down <= kMostDown; down++) {
    const int up = static_cast<int>(std::ceil(least * down));
    if (up > kMostUp || !is_smooth(up) || !is_smooth(down)) continue;
    if (up * best.down < best.up * down) best = {up, down};
  }
  return best;
}

}  // namespace

Resampler::Resampler(double from_rate, double to_rate, ResampleQuality quality, const simd::Kernels& kernels)
    : from_rate_(from_rate), to_rate_(to_rate), quality_(quality), kernels_(kernels) {
  check_rates(from_rate, to_rate);
  if (from_rate != to_rate && to_rate / from_rate >= kLeastRatio) plan();
}

void Resampler::plan() {
  const SincFilter filter(quality_, to_rate_ / from_rate_);
  // The best filter is down to -150 dB at half of the lower rate; the others go on falling beyond it.
  const double slope_end = quality_ == ResampleQuality::kBest ? 1 : kSlopeEnd;
  const std::optional<Ratio> small = small_ratio(from_rate_, to_rate_);
  if (small) {
    overlap_save_.emplace(filter, small->up, small->down, slope_end);
    return;
  }
  const std::optional<Ratio> whole = whole_ratio(from_rate_, to_rate_);
  if (quality_ != ResampleQuality::kBest && whole &&
      PhaseBank::memory(filter, whole->up) <= PhaseBank::kMostMemory) {
    phase_bank_.emplace(filter, whole->up, whole->down);
    return;
  }
  const Ratio middle = middle_ratio(from_rate_, to_rate_);
  overlap_save_.emplace(filter, middle.up, middle.down, slope_end);
  middle_up_ = middle.up;
  middle_rate_ = from_rate_ * middle.up / middle.down;
  if (!whole) return;
  // to_rate by middle_rate in lowest terms
  const int64_t up = int64_t{whole->up} * middle.down;
  const int64_t down = int64_t{whole->down} * middle.up;
  const int64_t divisor = std::gcd(up, down);
  if (up / divisor > kMostPhases) return;
  phase_bank_.emplace(Interpolator::instance(), static_cast<int>(up / divisor),
                      static_cast<int>(down / divisor));
}

size_t Resampler::output_length(size_t count) const {
  return static_cast<size_t>(std::llround(static_cast<double>(count) * to_rate_ / from_rate_));
}

void Resampler::process(const float* samples, size_t count, float* out) const {
  if (from_rate_ == to_rate_) {
    std::copy(samples, samples + count, out);
  } else if (overlap_save_ && middle_rate_ > 0) {
    interpolate(*overlap_save_, samples, count, out);
  } else if (phase_bank_) {
    phase_bank_->process(samples, count, out, output_length(count), kernels_);
  } else if (overlap_save_) {
    overlap_save_->process(samples, count, out, output_length(count), 0, kernels_);
  } else {
    SincConverter(quality_, to_rate_ / from_rate_).run_whole(samples, count, out, output_length(count));
  }
}

void Resampler::interpolate(const OverlapSave& filter, const float* samples, size_t count, float* out) const {
  const size_t length = output_length(count);
  if (length == 0) return;
  const double step = middle_rate_ / to_rate_;
  const auto last = static_cast<size_t>(static_cast<double>(length - 1) * step);
  // The filter rings before time 0 too.
  const int lead = (Interpolator::kBefore + middle_up_ - 1) / middle_up_;
  const size_t time_0 = static_cast<size_t>(lead) * middle_up_;
  simd::AlignedFloats& middle = middle_of_this_thread;
  const size_t middle_count = time_0 + last + 1 + Interpolator::kAfter;
  middle.reserve(middle_count);
  filter.process(samples, count, middle.data(), middle_count, lead, kernels_);
  const float* first = middle.data() + (time_0 - Interpolator::kBefore);
  if (phase_bank_) {
    phase_bank_->run(first, 0, out, length, kernels_);
  } else {
    Interpolator::instance().process(first, step, out, length, kernels_);
  }
  if (middle.size() > kMostKept) middle.release();
}

size_t Resampler::memory() const {
  return sizeof(*this) + (overlap_save_ ? overlap_save_->memory() : 0) +
         (phase_bank_ ? phase_bank_->memory() : 0);
}

}  // namespace emovox
