#include "framing.h"

#include <algorithm>

namespace emovox {

float sample_beyond(const float* samples, ptrdiff_t count, ptrdiff_t place, PadMode mode) {
  const bool before = place < 0;
  switch (mode) {
    case PadMode::kReflect:
      return samples[before ? -place : 2 * (count - 1) - place];
    case PadMode::kEdge:
      return samples[before ? 0 : count - 1];
    case PadMode::kConstant:
      break;
  }
  return 0;
}

void Framing::copy(const float* samples, size_t count, size_t frame, float* out) const {
  const auto start = static_cast<ptrdiff_t>(frame * hop) - static_cast<ptrdiff_t>(padding);
  const auto length = static_cast<ptrdiff_t>(count);
  const auto whole = static_cast<ptrdiff_t>(size);
  const ptrdiff_t inside = std::clamp<ptrdiff_t>(-start, 0, whole);
  const ptrdiff_t behind = std::clamp<ptrdiff_t>(length - start, inside, whole);
  for (ptrdiff_t i = 0; i < inside; i++) out[i] = sample_beyond(samples, length, start + i, mode);
  std::copy(samples + start + inside, samples + start + behind, out + inside);
  for (ptrdiff_t i = behind; i < whole; i++) out[i] = sample_beyond(samples, length, start + i, mode);
}

}  // namespace emovox
