#include "dct.h"

#include <algorithm>
#include <cmath>

namespace emovox {
namespace {

constexpr double kPi = 3.14159265358979323846;

// y[k] += entry * x[n], not normalised.
double entry(int type, int k, int n, int size) {
  switch (type) {
    case 1: {
      const bool end = n == 0 || n == size - 1;
      return (end ? 1 : 2) * std::cos(kPi * k * n / (size - 1));
    }
    case 2:
      return 2 * std::cos(kPi * k * (2 * n + 1) / (2.0 * size));
    default:
      return (n == 0 ? 1 : 2) * std::cos(kPi * (2 * k + 1) * n / (2.0 * size));
  }
}

// What makes the matrix of entries orthonormal.
double ortho_gain(int type, int k, int n, int size) {
  const double root_half = std::sqrt(0.5);
  switch (type) {
    case 1: {
      const double row = k == 0 || k == size - 1 ? root_half : 1;
      const double column = n == 0 || n == size - 1 ? 1 / root_half : 1;
      return row * column / std::sqrt(2.0 * (size - 1));
    }
    case 2:
      return (k == 0 ? root_half : 1) / std::sqrt(2.0 * size);
    default:
      return (n == 0 ? 1 / root_half : 1) / std::sqrt(2.0 * size);
  }
}

}  // namespace

Dct::Dct(int type, bool ortho, int inputs, int outputs) : inputs_(inputs), outputs_(outputs) {
  matrix_.resize(static_cast<size_t>(inputs) * outputs);
  for (int n = 0; n < inputs; n++) {
    for (int k = 0; k < outputs; k++) {
      const double gain = ortho ? ortho_gain(type, k, n, inputs) : 1;
      matrix_[static_cast<size_t>(n) * outputs + k] = entry(type, k, n, inputs) * gain;
    }
  }
}

void Dct::scale(int k, double gain) {
  for (int n = 0; n < inputs_; n++) matrix_[static_cast<size_t>(n) * outputs_ + k] *= gain;
}

void Dct::apply(const float* in, double* sums, float* out) const {
  std::fill(sums, sums + outputs_, 0.0);
  const double* row = matrix_.data();
  for (int n = 0; n < inputs_; n++, row += outputs_) {
    for (int k = 0; k < outputs_; k++) sums[k] += in[n] * row[k];
  }
  for (int k = 0; k < outputs_; k++) out[k] = static_cast<float>(sums[k]);
}

}  // namespace emovox
