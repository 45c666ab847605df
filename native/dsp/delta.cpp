#include "delta.h"

#include <algorithm>
#include <string>
#include <vector>

#include "error.h"

namespace emovox {
namespace {

// What the frames around one count in its derivative. For n = -m .. m a line has the slope
// sum n x / sum n^2, and a parabola the second derivative 2 sum q x / sum q^2, q = n^2 - mean(n^2).
std::vector<double> weights_of(size_t width, int order) {
  const double m = (static_cast<double>(width) - 1) / 2;
  std::vector<double> weights(width);
  double squares = 0;
  for (size_t i = 0; i < width; i++) {
    const double n = static_cast<double>(i) - m;
    weights[i] = order == 1 ? n : n * n - m * (m + 1) / 3;
    squares += weights[i] * weights[i];
  }
  for (double& weight : weights) weight *= order / squares;
  return weights;
}

}  // namespace

void check_delta(size_t frames, size_t width, int order) {
  if (width < 3 || width % 2 == 0) {
    throw Error("INVALID_OPTION",
                "option width: expected an odd number of frames, 3 or more, found " + std::to_string(width));
  }
  if (order != 1 && order != 2)
    throw Error("INVALID_OPTION", "option order: expected 1 or 2, found " + std::to_string(order));
  if (frames < width) {
    throw Error("INVALID_OPTION", "delta: expected at least " + std::to_string(width) +
                                      " frames (its width), found " + std::to_string(frames));
  }
}

void delta(const float* data, size_t frames, size_t columns, size_t data_stride, size_t width, int order,
           float* out, size_t out_stride) {
  check_delta(frames, width, order);
  const std::vector<double> weights = weights_of(width, order);
  const size_t half = width / 2;
  std::vector<double> sums(columns);
  for (size_t t = half; t + half < frames; t++) {
    std::fill(sums.begin(), sums.end(), 0.0);
    for (size_t i = 0; i < width; i++) {
      const float* row = data + (t - half + i) * data_stride;
      for (size_t c = 0; c < columns; c++) sums[c] += weights[i] * row[c];
    }
    for (size_t c = 0; c < columns; c++) out[t * out_stride + c] = static_cast<float>(sums[c]);
  }
  const float* first = out + half * out_stride;
  const float* last = out + (frames - 1 - half) * out_stride;
  for (size_t t = 0; t < half; t++) {
    std::copy(first, first + columns, out + t * out_stride);
    std::copy(last, last + columns, out + (frames - 1 - t) * out_stride);
  }
}

}  // namespace emovox
