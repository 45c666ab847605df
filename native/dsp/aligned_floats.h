#pragma once
#include <cstddef>
#include <memory>
#include <new>

namespace emovox {

// Numbers that start at an address at which vectors of any instruction set may start. Not set to anything.
class AlignedFloats {
 public:
  explicit AlignedFloats(size_t count)
      : memory_(static_cast<float*>(::operator new(count * sizeof(float), kAlignment))) {}
  float* data() const { return memory_.get(); }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Free {
    void operator()(float* memory) const { ::operator delete(memory, kAlignment); }
  };
  std::unique_ptr<float, Free> memory_;
};

}  // namespace emovox
