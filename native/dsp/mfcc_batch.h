#pragma once
#include <cstddef>
#include <vector>

#include "dct.h"
#include "framing.h"
#include "mel.h"
#include "mfcc_double.h"
#include "simd/batch_spectrum.h"
#include "spectrum_visitor.h"

namespace emovox {

// MFCC of several frames at once, one a lane of the vectors, in single precision; frames of so wide a range
// that this is not enough are done once more in double. Frames of an even size, and power spectra (exponent
// 2) only. Works in memory that the thread keeps, so that after its first clip nothing is allocated.
class MfccBatch {
 public:
  // exact, of the same options, must outlive this. amin, the smallest power, must be a normal float; top_db
  // as in MfccOptions.
  MfccBatch(Framing framing, const std::vector<double>& window, const MelBank& mel, const Dct& dct,
            float amin, float top_db, const MfccDouble& exact, const simd::Kernels& kernels);

  // The powers that a visitor sees are this many times those of the frames.
  static double emphasis_gain(int bin, size_t size);

  // out: framing.frames(count) x coefficients, row-major by frame; null if only the visitor is to see the
  // spectra.
  void compute(const float* samples, size_t count, float* out, SpectrumVisitor* visitor = nullptr) const;

 private:
  struct Work;

  void plan_mel(const MelBank& mel);
  void plan_dct(const Dct& dct);
  Work divide(simd::AlignedFloats& memory, size_t groups) const;
  float measure(const float* samples, size_t count, size_t groups, const Work& work, bool levels,
                SpectrumVisitor* visitor) const;
  void redo_inexact(const float* samples, size_t count, size_t first, float floor, const Work& work,
                    float* out) const;
  void window_group(const float* samples, size_t count, size_t first, const Work& work) const;

  const simd::Kernels& kernels_;
  const MfccDouble& exact_;
  Framing framing_;
  float amin_;
  float most_range_;  // from a frame's energy down to its weakest band, in dB
  float silence_;     // just above the level of amin, in dB
  float top_db_;
  size_t bands_;
  size_t coefficients_;
  simd::BatchSpectrum spectrum_;
  std::vector<float> window_;
  std::vector<int> first_bins_;
  std::vector<int> bin_counts_;
  std::vector<float> mel_weights_;
  std::vector<float> largest_weights_;  // of every band, in dB
  std::vector<float> dct_matrix_;
  std::vector<float> dct_row_sums_;
};

}  // namespace emovox
