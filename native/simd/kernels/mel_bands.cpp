#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// Lane arrays: power, the bins of the spectra; mels, plan.bands weighted sums of them. Four sums at once, as
// one would wait for itself.
void mel_bands(const MelPlan& plan, const float* power, float* mels) {
  const auto* bins = reinterpret_cast<const Floats*>(power);
  auto* out = reinterpret_cast<Floats*>(mels);
  const float* weights = plan.weights;
  for (int band = 0; band < plan.bands; band++) {
    const Floats* p = bins + plan.first_bins[band];
    const int count = plan.bin_counts[band];
    Floats sums[4] = {};
    int k = 0;
    for (; k + 4 <= count; k += 4) {
      for (int j = 0; j < 4; j++) sums[j] += p[k + j] * weights[k + j];
    }
    for (; k < count; k++) sums[0] += p[k] * weights[k];
    weights += count;
    out[band] = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
