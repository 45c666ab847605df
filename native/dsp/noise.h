#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace emovox {

// Samples with white Gaussian noise added at a signal-to-noise ratio of snr_db: the mean power of the samples
// over that of the noise, whose measured (not only expected) power is exactly that. A seed gives the same
// noise on every platform. Silence has no power to measure against and comes back unchanged. The result is
// not clipped to [-1, 1]. Throws INVALID_OPTION (snrDb) unless snr_db is within -200 .. 200; NON_FINITE.
std::vector<float> add_noise(const float* samples, size_t count, double snr_db, uint64_t seed);
// The same to samples in place; the noise is made in `noise`.
void add_noise(float* samples, size_t count, double snr_db, uint64_t seed, std::vector<float>& noise);

}  // namespace emovox
