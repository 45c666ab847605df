#pragma once
#include <cstdint>

namespace emovox {

// libsamplerate's band-limited (sinc) converters: SRC_SINC_BEST_QUALITY (97 % of the band, 144 dB),
// _MEDIUM_QUALITY (90 %, 121 dB) and _FASTEST (80 %, 97 dB).
enum class ResampleQuality : uint8_t { kBest, kMedium, kFast };

}  // namespace emovox
