#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// The DCT of log powers. decibels: a lane array of plan.bands values, of which the first `frames` lanes are
// asked for; those below `floor` count as it. scratch: a lane array as large. out: frames x coefficients,
// row-major.
//
// Log powers are large and alike, so their sums lose digits. Here the mean of each frame is taken out first
// and its share added at the end: sum d x = sum d (x - mean) + mean sum d.
void cosine_sums(const DctPlan& plan, const float* decibels, float floor, int frames, float* scratch,
                 float* out) {
  const auto* values = reinterpret_cast<const Floats*>(decibels);
  auto* centred = reinterpret_cast<Floats*>(scratch);
  Floats total = {};
  for (int m = 0; m < plan.bands; m++) {
    centred[m] = maximum(values[m], broadcast(floor));
    total += centred[m];
  }
  const Floats mean = total / static_cast<float>(plan.bands);
  for (int m = 0; m < plan.bands; m++) centred[m] -= mean;

  const float* row = plan.matrix;
  for (int first = 0; first < plan.coefficients; first += kDctBlock) {
    Floats sums[kDctBlock] = {};
    for (int m = 0; m < plan.bands; m++, row += kDctBlock) {
      for (int k = 0; k < kDctBlock; k++) sums[k] += centred[m] * row[k];
    }
    const int left = plan.coefficients - first;
    const int count = left < kDctBlock ? left : kDctBlock;
    for (int k = 0; k < count; k++) {
      float lanes[kLanes];
      store(lanes, sums[k] + mean * plan.row_sums[first + k]);
      for (int frame = 0; frame < frames; frame++) {
        out[static_cast<size_t>(frame) * plan.coefficients + first + k] = lanes[frame];
      }
    }
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
