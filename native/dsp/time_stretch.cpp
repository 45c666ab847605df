#include "time_stretch.h"

#include <cmath>
#include <string>

#include "error.h"
#include "finite.h"
#include "phase_vocoder.h"
#include "time_map.h"
#include "transients.h"

namespace emovox {

std::vector<float> time_stretch(const float* samples, size_t count, double rate, int n_fft) {
  if (!(rate >= 0.1 && rate <= 10)) {
    throw Error("INVALID_OPTION", "option rate: expected 0.1 to 10, found " + std::to_string(rate));
  }
  PhaseVocoder vocoder(n_fft);
  const float peak = finite_peak(samples, count);
  if (rate == 1) return {samples, samples + count};
  const auto out_count = static_cast<size_t>(std::llround(static_cast<double>(count) / rate));
  const TimeMap map(find_transients(samples, count, static_cast<size_t>(n_fft / 2)), count, rate, n_fft);
  std::vector<float> out = vocoder.run(samples, count, map, out_count);
  check_result(out.data(), out.size(), peak);
  return out;
}

}  // namespace emovox
