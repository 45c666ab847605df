#include <math.h>

#include "simd/kernel.h"

// Small layers, where what counts is that it is one call: the compiler's own vectors of these loops will do.
namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

// to += factor x from
void add_scaled(float factor, const float* from, int count, float* to) {
  for (ptrdiff_t k = 0; k < count; k++) to[k] += factor * from[k];
}

void softmax(float* values, int count) {
  float most = values[0];
  for (ptrdiff_t k = 1; k < count; k++) most = values[k] > most ? values[k] : most;
  float sum = 0;
  for (ptrdiff_t k = 0; k < count; k++) {
    values[k] = expf(values[k] - most);
    sum += values[k];
  }
  for (ptrdiff_t k = 0; k < count; k++) values[k] /= sum;
}

// The gradient of a row before the activation, from that after it.
void activation_gradient(DenseActivation activation, const float* y, const float* dy, int count, float* dz) {
  float along = 0;
  if (activation == DenseActivation::kSoftmax) {
    for (ptrdiff_t k = 0; k < count; k++) along += y[k] * dy[k];
  }
  for (ptrdiff_t k = 0; k < count; k++) {
    if (activation == DenseActivation::kSoftmax) {
      dz[k] = y[k] * (dy[k] - along);
    } else {
      dz[k] = activation == DenseActivation::kRelu && !(y[k] > 0) ? 0.0f : dy[k];
    }
  }
}

}  // namespace

void dense_forward(const DensePlan& plan, const float* x, const float* kernel, const float* bias, float* y) {
  const ptrdiff_t inputs = plan.inputs, units = plan.units;
  for (ptrdiff_t row = 0; row < plan.rows; row++, x += inputs, y += units) {
    memcpy(y, bias, static_cast<size_t>(units) * sizeof(float));
    for (ptrdiff_t k = 0; k < inputs; k++) add_scaled(x[k], kernel + k * units, plan.units, y);
    if (plan.activation == DenseActivation::kSoftmax) softmax(y, plan.units);
    if (plan.activation != DenseActivation::kRelu) continue;
    for (ptrdiff_t k = 0; k < units; k++) y[k] = y[k] < 0 ? 0.0f : y[k];
  }
}

// scratch: units x (1 + inputs) floats.
void dense_backward(const DensePlan& plan, const float* x, const float* kernel, const float* y,
                    const float* dy, float* scratch, const DenseGradients& gradients) {
  const ptrdiff_t inputs = plan.inputs, units = plan.units;
  float* const dz = scratch;
  float* const transposed = scratch + units;
  for (ptrdiff_t k = 0; k < inputs; k++) {
    for (ptrdiff_t unit = 0; unit < units; unit++) transposed[unit * inputs + k] = kernel[k * units + unit];
  }
  memset(gradients.kernel, 0, static_cast<size_t>(inputs * units) * sizeof(float));
  memset(gradients.bias, 0, static_cast<size_t>(units) * sizeof(float));
  memset(gradients.x, 0, static_cast<size_t>(plan.rows * inputs) * sizeof(float));
  float* dx = gradients.x;
  for (ptrdiff_t row = 0; row < plan.rows; row++, x += inputs, y += units, dy += units, dx += inputs) {
    activation_gradient(plan.activation, y, dy, plan.units, dz);
    add_scaled(1, dz, plan.units, gradients.bias);
    for (ptrdiff_t k = 0; k < inputs; k++) add_scaled(x[k], dz, plan.units, gradients.kernel + k * units);
    for (ptrdiff_t unit = 0; unit < units; unit++) {
      add_scaled(dz[unit], transposed + unit * inputs, plan.inputs, dx);
    }
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
