#include "relative_pitch.h"

#include <algorithm>
#include <cmath>

namespace emovox {

void write_pitch(const std::vector<float>& f0, const std::vector<float>& periodic, size_t stride,
                 float* rows) {
  constexpr double kReferenceHz = 100;
  for (size_t t = 0; t < f0.size(); t++, rows += stride) {
    const double p = std::max(0.0, 2.0 * periodic[t] - 1);
    const double semitones = f0[t] > 0 ? 12 * std::log2(f0[t] / kReferenceHz) : 0;
    rows[0] = static_cast<float>(p * semitones);
    rows[1] = static_cast<float>(p);
  }
}

void subtract_mean_pitch(float* rows, size_t frames, size_t stride) {
  double weighted = 0;
  double weights = 0;
  for (size_t t = 0; t < frames; t++) {
    weighted += rows[t * stride];
    weights += rows[t * stride + 1];
  }
  if (weights == 0) return;
  const double mean = weighted / weights;
  for (size_t t = 0; t < frames; t++) {
    float* row = rows + t * stride;
    row[0] = static_cast<float>(row[0] - mean * row[1]);
  }
}

}  // namespace emovox
