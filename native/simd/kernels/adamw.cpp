#include <math.h>

#include "simd/kernel.h"

// What is done to each of a model's weights after a batch. The compiler makes vectors of these loops; they
// are computed in double precision and rounded where they are stored, so that results are the bits that
// JavaScript's own arithmetic on float32 arrays gives.
namespace emovox::simd::EMOVOX_ISA_NAME {

// One step, in place: weights, mean of the gradients, mean of their squares.
void adamw(const AdamWPlan& plan, const float* gradient, size_t count, float* weights, float* mean,
           float* square) {
  for (size_t k = 0; k < count; k++) {
    const double g = gradient[k];
    mean[k] = static_cast<float>(mean[k] + plan.mean_share * (g - mean[k]));
    square[k] = static_cast<float>(square[k] + plan.square_share * (g * g - square[k]));
    const double length = sqrt(square[k] * plan.square_scale) + plan.epsilon;
    weights[k] = static_cast<float>(plan.kept * weights[k] - plan.rate * mean[k] / length);
  }
}

void scale(double factor, size_t count, float* values) {
  for (size_t k = 0; k < count; k++) values[k] = static_cast<float>(values[k] * factor);
}

// Moves an average by a share of the way to the values.
void move_average(const float* values, double share, size_t count, float* average) {
  for (size_t k = 0; k < count; k++) {
    average[k] = static_cast<float>(average[k] + share * (static_cast<double>(values[k]) - average[k]));
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
