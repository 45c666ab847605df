#pragma once
#include <memory>

#include "resampler.h"

namespace emovox {

// A Resampler for these rates: one of the last used, whose memory is 16 MB at most together, or a new one.
// Throws as Resampler().
std::shared_ptr<const Resampler> planned_resampler(double from_rate, double to_rate, ResampleQuality quality);

}  // namespace emovox
