#pragma once
#include <cstddef>
#include <memory>
#include <vector>

#include "fft.h"
#include "framing.h"
#include "mfcc.h"
#include "spectral_feature.h"

namespace emovox {

// Spectral features of a clip in one pass over its spectra: those that the MFCCs are computed from, where
// they are in single precision, else its own. Planned once, then run by any number of threads.
class SpectralPass {
 public:
  // mfcc, of which the frames are, must outlive this.
  SpectralPass(const Mfcc& mfcc, const simd::Kernels& kernels);

  // `column`: where the feature's values begin in a frame.
  void add(std::unique_ptr<const SpectralFeature> feature, size_t column);
  bool empty() const { return features_.empty(); }

  // rows: frames, `stride` apart. mfccs: as Mfcc::compute's out, null for none.
  void run(const float* samples, size_t count, float* mfccs, float* rows, size_t stride) const;

 private:
  struct Placed {
    std::unique_ptr<const SpectralFeature> feature;
    size_t column;
    size_t kept;  // where what it keeps begins in what is kept of a frame
  };
  class Run;

  const Mfcc& mfcc_;
  const simd::Kernels& kernels_;
  RealFft fft_;  // in double precision
  std::vector<double> window_;
  std::vector<float> gains_;  // undo what the MFCCs' frames went through
  std::vector<Placed> features_;
  size_t kept_ = 0;
  size_t work_ = 0;
};

}  // namespace emovox
