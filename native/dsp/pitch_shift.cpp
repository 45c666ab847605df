#include "pitch_shift.h"

#include <cmath>
#include <string>

#include "error.h"
#include "time_stretch.h"

namespace emovox {

std::vector<float> pitch_shift(const float* samples, size_t count, double semitones, double sample_rate,
                               int n_fft, ResampleQuality quality) {
  if (!(std::fabs(semitones) <= 36)) {
    throw Error("INVALID_OPTION", "option semitones: expected -36 to 36, found " + std::to_string(semitones));
  }
  const double factor = std::pow(2, semitones / 12);
  const std::vector<float> stretched = time_stretch(samples, count, 1 / factor, n_fft);
  std::vector<float> shifted =
      resample(stretched.data(), stretched.size(), sample_rate * factor, sample_rate, quality);
  // Both lengths were rounded, so they may be a sample off.
  shifted.resize(count, 0.0f);
  return shifted;
}

}  // namespace emovox
