#pragma once
#include <cstddef>
#include <vector>

#include "resample_quality.h"

namespace emovox {

// Samples at from_rate brought to to_rate, by a Resampler: libsamplerate's filters (Julius O. Smith's
// algorithm, CCRMA). The result has round(count * to_rate / from_rate) samples; sample 0 stays at time 0, and
// both ends are met by silence. Equal rates give a copy. Throws INVALID_OPTION for rates that are not
// positive or whose ratio is beyond 1/256 .. 256; NON_FINITE.
std::vector<float> resample(const float* samples, size_t count, double from_rate, double to_rate,
                            ResampleQuality quality);

}  // namespace emovox
