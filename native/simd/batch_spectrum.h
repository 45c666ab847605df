#pragma once
#include <cstddef>
#include <vector>

#include "simd/aligned_floats.h"
#include "simd/kernel_table.h"

namespace emovox::simd {

// The power spectra |X[k]|^2, k = 0 to size / 2, of real frames of an even size, kernels.lanes frames at
// once. Sizes that are powers of two go through our radix-4 FFT, all others through kissfft.
class BatchSpectrum {
 public:
  // size is even and 2 or more.
  BatchSpectrum(int size, const Kernels& kernels);

  size_t bins() const { return static_cast<size_t>(size_) / 2 + 1; }
  // Floats of `work` below.
  size_t work_size() const { return work_size_; }

  // Lane arrays: frames, size of them, which are overwritten; power, bins().
  void run(float* frames, float* work, float* power) const;

 private:
  void plan_radix4(int half);
  void plan_kiss(int half);

  const Kernels& kernels_;
  int size_;
  bool radix4_;
  size_t work_size_ = 0;
  std::vector<float> twiddles_;       // of the radix-4 FFT
  AlignedFloats kiss_plan_;           // of kissfft
  std::vector<int> order_;            // of the FFT's output
  std::vector<float> real_twiddles_;  // exp(-2 pi i k / size)
};

}  // namespace emovox::simd
