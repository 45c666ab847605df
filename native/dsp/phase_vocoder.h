#pragma once
#include <complex>
#include <cstddef>
#include <vector>

#include "fft.h"
#include "time_map.h"

namespace emovox {

// A phase vocoder with identity phase locking (Laroche and Dolson, "Improved phase vocoder time-scale
// modification of audio", IEEE Trans. Speech and Audio Processing, 1999).
//
// Output frames are a hop of n_fft / 4 apart; each is the source's frame at the mapped place, its phases
// turned so that it continues the output frame before. With X the source's spectrum there, X' the one a hop
// earlier and Y' that of the previous output frame, a sinusoid's phase must advance from Y' as much as it
// does from X' to X (Puckette, "Phase-locked vocoder", 1995): so at each spectral peak p
//
//   Y[p] = X[p] z,  z = Y'[p] conj(X'[p]) / |Y'[p] conj(X'[p])|
//
// and all bins around the peak, down to the lowest ones between it and its neighbours, are turned by the same
// z. That keeps the phases between them, and needs neither angles nor unwrapping. Peaks that set in with a
// transient are not turned (z = 1), so that all of its partials start together.
class PhaseVocoder {
 public:
  // Throws INVALID_OPTION (nFft) unless n_fft is a multiple of 4 and at least 16.
  explicit PhaseVocoder(int n_fft);

  // out_count samples of the source as `map` lays them out.
  std::vector<float> run(const float* samples, size_t count, const TimeMap& map, size_t out_count);

 private:
  using Spectrum = std::vector<std::complex<double>>;

  void analyze(const float* samples, size_t count, ptrdiff_t center, Spectrum& spectrum);
  void find_peaks();
  int region_end(size_t peak) const;
  std::complex<double> rotation(int peak, bool transient) const;
  void propagate(bool transient);
  void overlap_add(ptrdiff_t center, std::vector<float>& out);

  int n_fft_;
  int hop_;
  RealFft fft_;
  std::vector<double> window_;
  std::vector<double> frame_;
  Spectrum source_;             // X
  Spectrum earlier_;            // X'
  Spectrum output_;             // Y
  Spectrum previous_;           // Y'
  std::vector<double> powers_;  // of X
  std::vector<int> peaks_;      // of X, ascending
};

}  // namespace emovox
