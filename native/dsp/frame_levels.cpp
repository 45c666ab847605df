#include "frame_levels.h"

#include <cmath>
#include <vector>

namespace emovox {
namespace {

constexpr float kZero = 1e-10f;

// of: what a frame's samples give.
template <typename Of>
void each_frame(const Framing& framing, const float* samples, size_t count, size_t frames, float* out,
                size_t stride, Of of) {
  std::vector<float> edge(framing.size);
  for (size_t t = 0; t < frames; t++) {
    const float* frame = framing.inside(samples, count, t);
    if (frame == nullptr) {
      framing.copy(samples, count, t, edge.data());
      frame = edge.data();
    }
    out[t * stride] = of(frame);
  }
}

}  // namespace

void rms(const simd::Kernels& kernels, const Framing& framing, const float* samples, size_t count,
         size_t frames, float* out, size_t stride) {
  const auto size = static_cast<float>(framing.size);
  each_frame(framing, samples, count, frames, out, stride, [&](const float* frame) {
    return std::sqrt(kernels.sum_of_squares(frame, framing.size) / size);
  });
}

void zero_crossing_rate(const simd::Kernels& kernels, const Framing& framing, const float* samples,
                        size_t count, size_t frames, float* out, size_t stride) {
  const auto size = static_cast<float>(framing.size);
  each_frame(framing, samples, count, frames, out, stride, [&](const float* frame) {
    return static_cast<float>(kernels.sign_changes(frame, framing.size, kZero)) / size;
  });
}

}  // namespace emovox
