#include "overlap_save.h"

#include <algorithm>

#include "simd/aligned_floats.h"

namespace emovox {
namespace {

// A block's size is a multiple of this, so that whole vectors are read.
constexpr int kLeastUnits = simd::kMostLanes;
// Large blocks lose less to their ends, small ones stay in the cache: measured best at about this size in
// terms of the filter's reach.
constexpr int kReachesABlock = 8;

// Memory that comes fresh from the system costs more to fetch, page by page, than a clip's work in it. So a
// thread keeps it, but not more than this (in floats, 16 MB).
constexpr size_t kMostKept = size_t{4} << 20;

thread_local simd::AlignedFloats memory_of_this_thread;

int units_of(int reach, int down) {
  int units = kLeastUnits;
  while (units * down < kReachesABlock * reach) units *= 2;
  return units;
}

// Blocks cut out of a signal that is silent before its start and after its end.
class Cutter {
 public:
  Cutter(const float* samples, size_t count, int size)
      : samples_(samples), count_(static_cast<ptrdiff_t>(count)), size_(size) {}

  const float* at(ptrdiff_t start) {
    if (start >= 0 && start + size_ <= count_) return samples_ + start;
    const ptrdiff_t from = std::clamp<ptrdiff_t>(start, 0, count_);
    const ptrdiff_t to = std::clamp<ptrdiff_t>(start + size_, 0, count_);
    if (from == to) {
      silence_.resize(size_, 0.0f);
      return silence_.data();
    }
    padded_.emplace_back(size_, 0.0f);
    std::copy(samples_ + from, samples_ + to, padded_.back().begin() + (from - start));
    return padded_.back().data();
  }
  // The blocks so far are no longer needed.
  void forget() { padded_.clear(); }

 private:
  const float* samples_;
  ptrdiff_t count_;
  ptrdiff_t size_;
  std::vector<float> silence_;
  std::vector<std::vector<float>> padded_;
};

}  // namespace

OverlapSave::OverlapSave(const SincFilter& filter, int up, int down, double slope_end)
    : up_(up),
      down_(down),
      units_(units_of(filter.reach(), down)),
      guard_(filter.reach() / down + 1),
      forward_(block_fft(down * units_)),
      inverse_(block_fft(up * units_)) {
  const int size = down * units_;
  const std::vector<double> spectrum = filter.spectrum(size, slope_end > 1 ? up : 1);
  const auto end = static_cast<size_t>(slope_end * std::min(up, down) * units_ / 2);
  gains_.resize(std::min(end, spectrum.size()));
  for (size_t k = 0; k < gains_.size(); k++) gains_[k] = static_cast<float>(spectrum[k] / size);
}

void OverlapSave::process(const float* samples, size_t count, float* out, size_t out_count, int lead,
                          const simd::Kernels& kernels) const {
  const size_t at_once = 2 * static_cast<size_t>(kernels.lanes);
  const simd::BlockFilterPlan plan = {forward_->plan(), inverse_->plan(), gains_.data(),
                                      static_cast<int>(gains_.size()), guard_ * up_};
  const int hop = units_ - 2 * guard_;  // in units
  const size_t block_out = static_cast<size_t>(hop) * up_;
  simd::AlignedFloats& work = memory_of_this_thread;
  work.reserve(at_once * (static_cast<size_t>(up_) + down_) * units_);
  Cutter cutter(samples, count, down_ * units_);
  std::vector<simd::BlockSpan> blocks(at_once);
  for (size_t done = 0; done < out_count;) {
    cutter.forget();
    for (simd::BlockSpan& block : blocks) {
      const auto unit = static_cast<ptrdiff_t>(done / up_);
      block.in = cutter.at((unit - lead - guard_) * down_);
      block.out = out + done;
      block.count = static_cast<int>(std::min(block_out, out_count - done));
      done += block.count;
    }
    kernels.filter_blocks(plan, blocks.data(), work.data());
  }
  if (work.size() > kMostKept) work.release();
}

size_t OverlapSave::memory() const {
  return forward_->memory() + inverse_->memory() + gains_.size() * sizeof(float);
}

}  // namespace emovox
