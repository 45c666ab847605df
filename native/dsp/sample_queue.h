#pragma once
#include <cstddef>
#include <vector>

namespace emovox {

// The samples of a stream that are still needed, one after the other in memory.
class SampleQueue {
 public:
  // most: samples that are ever there at once. Up to that nothing is allocated later.
  explicit SampleQueue(size_t most) { samples_.reserve(2 * most); }

  const float* data() const { return samples_.data() + first_; }
  size_t size() const { return samples_.size() - first_; }
  size_t memory() const { return samples_.capacity() * sizeof(float); }  // in bytes

  // What is left is moved to the front only where there is no more room behind it: with twice the room, not
  // more often than as many samples have come.
  void append(const float* samples, size_t count) {
    if (samples_.size() + count > samples_.capacity()) {
      samples_.erase(samples_.begin(), samples_.begin() + static_cast<ptrdiff_t>(first_));
      first_ = 0;
    }
    samples_.insert(samples_.end(), samples, samples + count);
  }

  // The oldest ones, at most size().
  void drop(size_t count) { first_ += count; }

  void clear() {
    samples_.clear();
    first_ = 0;
  }

 private:
  std::vector<float> samples_;
  size_t first_ = 0;
};

}  // namespace emovox
