#include "resample.h"

#include <memory>

#include "finite.h"
#include "resampler_cache.h"

namespace emovox {

std::vector<float> resample(const float* samples, size_t count, double from_rate, double to_rate,
                            ResampleQuality quality) {
  const std::shared_ptr<const Resampler> resampler = planned_resampler(from_rate, to_rate, quality);
  const float peak = finite_peak(samples, count);
  std::vector<float> out(resampler->output_length(count));
  resampler->process(samples, count, out.data());
  check_result(out.data(), out.size(), peak);
  return out;
}

}  // namespace emovox
