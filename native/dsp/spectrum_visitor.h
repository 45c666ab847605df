#pragma once
#include <cstddef>

namespace emovox {

// Is shown the power spectra of a clip's frames as they are computed, a group of frames at a time.
class SpectrumVisitor {
 public:
  virtual ~SpectrumVisitor() = default;

  // power: a lane array (simd/kernel_list.h) of the bins of frames `first`, `first` + 1, ..., one a lane, of
  // which those behind the clip's last frame mean nothing. Each frame went through a filter that multiplied
  // bin k's power by MfccBatch::emphasis_gain(k). energies: of each lane, the sum of the squares of the
  // frame's samples after that filter. Both are valid during the call.
  virtual void visit(size_t first, const float* power, const float* energies) = 0;
};

}  // namespace emovox
