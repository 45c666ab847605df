#pragma once
#include <cstddef>
#include <cstdint>

namespace emovox {

// What lies beyond the ends of the samples: zeros; the samples mirrored at the first (or last) one; that one
// repeated.
enum class PadMode : uint8_t { kConstant, kReflect, kEdge };

// The sample at a place before the first or behind the last one. Reflection is at most once: there must be as
// many samples as to the mirrored place.
float sample_beyond(const float* samples, ptrdiff_t count, ptrdiff_t place, PadMode mode);

// How a clip is cut into frames of `size` samples, which begin hop samples apart: the first of them at sample
// -padding. Sizes and places are in samples.
struct Framing {
  size_t size;
  size_t hop;
  size_t padding;
  PadMode mode;

  // Frames of so many samples: as many as lie within them and the padding at both ends.
  size_t frames(size_t count) const {
    if (count == 0 || count + 2 * padding < size) return 0;
    return 1 + (count + 2 * padding - size) / hop;
  }

  // Where a frame that needs no padding begins; null for the others.
  const float* inside(const float* samples, size_t count, size_t frame) const {
    const size_t start = frame * hop;
    return start >= padding && start - padding + size <= count ? samples + (start - padding) : nullptr;
  }

  // Any frame. Reflection is at most once: count must be above padding for it.
  void copy(const float* samples, size_t count, size_t frame, float* out) const;
};

}  // namespace emovox
