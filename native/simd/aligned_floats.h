#pragma once
#include <cstddef>
#include <memory>
#include <new>

namespace emovox::simd {

// What a vector of any instruction set may begin at, in bytes; and a cache line.
constexpr size_t kAlignment = 64;

// So many, rounded up so that what lies behind them is aligned too.
constexpr size_t aligned_count(size_t floats) {
  constexpr size_t kStep = kAlignment / sizeof(float);
  return (floats + kStep - 1) / kStep * kStep;
}

// Floats to work in, aligned for kernels, not initialised.
class AlignedFloats {
 public:
  AlignedFloats() = default;
  explicit AlignedFloats(size_t count) { reserve(count); }

  // Room for so many; what was there is lost if there was less.
  void reserve(size_t count) {
    if (count <= count_) return;
    release();
    floats_.reset(static_cast<float*>(::operator new(count * sizeof(float), std::align_val_t{kAlignment})));
    count_ = count;
  }
  void release() {
    floats_.reset();
    count_ = 0;
  }

  float* data() const { return floats_.get(); }
  size_t size() const { return count_; }

 private:
  struct Free {
    void operator()(float* floats) const { ::operator delete(floats, std::align_val_t{kAlignment}); }
  };
  std::unique_ptr<float, Free> floats_;
  size_t count_ = 0;
};

}  // namespace emovox::simd
