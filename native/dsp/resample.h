#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace emovox {

// libsamplerate's band-limited (sinc) converters: SRC_SINC_BEST_QUALITY (97 % of the band, 144 dB),
// _MEDIUM_QUALITY (90 %, 121 dB) and _FASTEST (80 %, 97 dB).
enum class ResampleQuality : uint8_t { kBest, kMedium, kFast };

// Samples at from_rate brought to to_rate, by libsamplerate (Julius O. Smith's algorithm, CCRMA). The result
// has round(count * to_rate / from_rate) samples; sample 0 stays at time 0, and both ends are met by silence.
// Its samples are those of libsamplerate's src_simple(), which may leave out the last one. Equal rates give a
// copy. Throws INVALID_OPTION for rates that are not positive or whose ratio is beyond 1/256 .. 256;
// NON_FINITE.
std::vector<float> resample(const float* samples, size_t count, double from_rate, double to_rate,
                            ResampleQuality quality);

}  // namespace emovox
