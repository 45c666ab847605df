#include "simd/sigmoid_tanh.h"

#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// tanh(x), or where `sigmoid` 1 / (1 + exp(-x)), of `count` numbers, a multiple of the lanes: what the LSTM
// kernels compute, for tests of its error.
void activate(const float* x, size_t count, bool sigmoid, float* out) {
  for (size_t i = 0; i < count; i += kLanes) {
    Floats value[1] = {load(x + i)};
    if (sigmoid) {
      sigmoid_each(value);
    } else {
      tanh_each(value);
    }
    store(out + i, value[0]);
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
