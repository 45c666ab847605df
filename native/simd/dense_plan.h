#pragma once

namespace emovox::simd {

enum class DenseActivation { kLinear, kRelu, kSoftmax };

// A dense layer: y [rows, units] = activation(x [rows, inputs] W [inputs, units] + b), all row-major.
struct DensePlan {
  int rows;
  int inputs;
  int units;
  DenseActivation activation;
};

struct DenseGradients {
  float* kernel;
  float* bias;
  float* x;
};

}  // namespace emovox::simd
