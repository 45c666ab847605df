#pragma once
#include <cstddef>
#include <memory>
#include <vector>

#include "block_fft.h"
#include "simd/kernels.h"
#include "sinc_filter.h"

namespace emovox {

// A filter and a change of rate by up / down, both small products of 2, 3 and 5, in the frequency domain:
// blocks of down * k samples are transformed, their bins multiplied by the filter's spectrum, and up * k
// samples transformed back. Of these the ones that the block's ends do not reach are the result
// (overlap-save). What the filter leaves beyond the end of its slope
// is dropped.
class OverlapSave {
 public:
  // slope_end: where the filter's slope is over, by half of the lower rate; 1 to 1.5.
  OverlapSave(const SincFilter& filter, int up, int down, double slope_end);

  // Output o, o = 0 .. out_count - 1, is at time o * down / up - lead * down, in samples of the input; there
  // is silence before and after the input.
  void process(const float* samples, size_t count, float* out, size_t out_count, int lead,
               const simd::Kernels& kernels) const;
  size_t memory() const;  // in bytes

 private:
  int up_;
  int down_;
  int units_;  // k
  int guard_;  // units that each end of a block reaches
  std::shared_ptr<const BlockFft> forward_;
  std::shared_ptr<const BlockFft> inverse_;
  std::vector<float> gains_;
};

}  // namespace emovox
