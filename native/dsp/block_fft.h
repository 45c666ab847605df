#pragma once
#include <memory>
#include <vector>

#include "simd/resample_plans.h"

namespace emovox {

// What the kernels need for complex transforms of one size; see simd::BlockFftPlan. The size is a product of
// 2, 3 and 5.
class BlockFft {
 public:
  explicit BlockFft(int size);

  // Valid as long as this object.
  simd::BlockFftPlan plan() const;
  // In bytes.
  size_t memory() const;

 private:
  int size_;
  std::vector<int> radices_;
  std::vector<float> twiddles_;
  std::vector<int> places_;
};

// The one of that size, made at the first call and kept for as long as anybody uses it.
std::shared_ptr<const BlockFft> block_fft(int size);

}  // namespace emovox
