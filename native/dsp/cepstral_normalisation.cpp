#include "cepstral_normalisation.h"

#include <algorithm>
#include <cmath>

namespace emovox {
namespace {

// A coefficient that stays the same throughout a clip must not be divided by zero.
constexpr double kLeastDeviation = 1e-2;

}  // namespace

void normalise_cepstra(float* cepstra, size_t frames, size_t coefficients, size_t stride,
                       CepstralNormalisation kind) {
  if (kind == CepstralNormalisation::kNone || frames == 0) return;
  const size_t size = frames * stride;
  for (size_t k = 0; k < coefficients; k++) {
    double sum = 0;
    for (size_t at = k; at < size; at += stride) sum += cepstra[at];
    const double mean = sum / static_cast<double>(frames);

    double squares = 0;
    for (size_t at = k; at < size; at += stride) squares += (cepstra[at] - mean) * (cepstra[at] - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(frames));
    const double divisor = kind == CepstralNormalisation::kMean ? 1 : std::max(kLeastDeviation, deviation);
    for (size_t at = k; at < size; at += stride)
      cepstra[at] = static_cast<float>((cepstra[at] - mean) / divisor);
  }
}

}  // namespace emovox
