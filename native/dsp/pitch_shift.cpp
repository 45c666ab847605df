#include "pitch_shift.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "error.h"
#include "time_stretch.h"

namespace emovox {
namespace {

// Seconds, up to which cepstral coefficients are taken to be the envelope. Partials less than 1 / 2.5 ms =
// 400 Hz apart are not followed; the optimum for a pitch, half of its period (Roebel and Rodet 2005), is that
// of 200 Hz.
constexpr double kEnvelopeQuefrency = 0.0025;

}  // namespace

std::vector<float> pitch_shift(const float* samples, size_t count, double semitones, double sample_rate,
                               int n_fft, ResampleQuality quality, bool preserve_formants) {
  if (!(std::fabs(semitones) <= 36)) {
    throw Error("INVALID_OPTION", "option semitones: expected -36 to 36, found " + std::to_string(semitones));
  }
  const double factor = std::pow(2, semitones / 12);
  // Resampling will move formants by `factor`, so they are moved the other way first.
  std::optional<FormantMove> formants;
  if (preserve_formants && factor != 1) {
    formants = {factor, static_cast<int>(std::min(sample_rate * kEnvelopeQuefrency, 1e6))};
  }
  const std::vector<float> stretched = time_stretch(samples, count, 1 / factor, n_fft, formants);
  std::vector<float> shifted =
      resample(stretched.data(), stretched.size(), sample_rate * factor, sample_rate, quality);
  // Both lengths were rounded, so they may be a sample off.
  shifted.resize(count, 0.0f);
  return shifted;
}

}  // namespace emovox
