#pragma once
#include <cstddef>

#include "simd/kernels.h"

namespace emovox {

// The spectra of a group of frames, one a lane, as lane arrays (simd/kernel_list.h) of the bins.
struct LaneSpectra {
  const float* power;      // |X[k]|^2
  const float* magnitude;  // |X[k]|
};

// Where a feature's values of a frame go: `columns`, that of the group's first frame, and those of the next
// ones `stride` further; likewise what it keeps of every frame until the end of the clip.
struct FeatureRows {
  float* columns;
  size_t stride;
  float* kept;
  size_t kept_stride;
};

// A feature that is a function of a frame's spectrum. Planned once, then used by any number of threads.
class SpectralFeature {
 public:
  virtual ~SpectralFeature() = default;

  // Floats of FeatureRows::kept.
  virtual size_t kept() const { return 0; }
  // Lane arrays in `work` during group().
  virtual size_t work() const { return 1; }

  // The first `frames` lanes of the group.
  virtual void group(const LaneSpectra& spectra, size_t frames, float* work,
                     const FeatureRows& rows) const = 0;
  // After the last group, for what depends on the whole clip; rows begin with frame 0.
  virtual void finish(size_t frames, const FeatureRows& rows) const;
};

inline void SpectralFeature::finish(size_t /*frames*/, const FeatureRows& /*rows*/) const {}

}  // namespace emovox
