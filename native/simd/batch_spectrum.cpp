#include "simd/batch_spectrum.h"

#include <cmath>
#include <numeric>

namespace emovox::simd {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kSmallestRadix4 = 4;  // complex numbers

bool is_power_of_two(int n) { return (n & (n - 1)) == 0; }

// exp(-2 pi i turns)
void push_twiddle(std::vector<float>& twiddles, double turns) {
  twiddles.push_back(static_cast<float>(std::cos(-2 * kPi * turns)));
  twiddles.push_back(static_cast<float>(std::sin(-2 * kPi * turns)));
}

int largest_prime_factor(int n) {
  int largest = 1;
  for (int factor = 2; n > 1; factor++) {
    for (; n % factor == 0; n /= factor) largest = factor;
  }
  return largest;
}

}  // namespace

BatchSpectrum::BatchSpectrum(int size, const Kernels& kernels) : kernels_(kernels), size_(size) {
  const int half = size / 2;
  radix4_ = is_power_of_two(half) && half >= kSmallestRadix4;
  order_.resize(half + 1);
  std::iota(order_.begin(), order_.end(), 0);
  if (radix4_) {
    plan_radix4(half);
  } else {
    plan_kiss(half);
  }
  order_[half] = 0;  // Z repeats after M
  for (int k = 0; k <= half / 2; k++) push_twiddle(real_twiddles_, static_cast<double>(k) / size);
}

void BatchSpectrum::plan_radix4(int half) {
  for (int block = half; block >= 16; block /= 4) {
    for (int j = 0; j < block / 4; j++) {
      for (int k = 1; k <= 3; k++) push_twiddle(twiddles_, static_cast<double>(j) * k / block);
    }
  }
  // Bit by bit: what is at k in bit-reversed order follows from k / 2 and from k's lowest bit.
  for (int k = 1; k < half; k++) order_[k] = order_[k / 2] / 2 + (k % 2) * half / 2;
}

void BatchSpectrum::plan_kiss(int half) {
  kiss_plan_ = AlignedFloats(kernels_.kiss_plan_bytes(half) / sizeof(float) + 1);
  kernels_.kiss_plan(half, false, kiss_plan_.data());
  work_size_ = size_t{2} * kernels_.lanes * (half + largest_prime_factor(half));
}

void BatchSpectrum::run(float* frames, float* work, float* power) const {
  const int half = size_ / 2;
  const float* spectrum = frames;
  if (radix4_) {
    kernels_.radix4_fft({half, twiddles_.data()}, frames);
  } else {
    float* scratch = work + size_t{2} * kernels_.lanes * half;
    kernels_.kiss_fft(kiss_plan_.data(), frames, scratch, work);
    spectrum = work;
  }
  kernels_.real_power({half, order_.data(), real_twiddles_.data()}, spectrum, power);
}

}  // namespace emovox::simd
