#pragma once
#include <complex>
#include <cstddef>
#include <vector>

#include "dct.h"
#include "fft.h"
#include "framing.h"
#include "mel.h"

namespace emovox {

// MFCC a frame at a time, spectra and sums in double precision: for every option, and as the reference of
// MfccBatch.
class MfccDouble {
 public:
  struct Levels {
    double power;   // exponent of the magnitude
    double amin;    // smallest power before the logarithm
    double top_db;  // floor below the loudest value; < 0 is none
  };

  MfccDouble(Framing framing, std::vector<double> window, MelBank mel, Dct dct, Levels levels);

  // out: framing.frames(count) x coefficients, row-major by frame.
  void compute(const float* samples, size_t count, float* out) const;

  // Coefficients of one frame, its log powers raised to `floor` dB.
  void compute_frame(const float* samples, size_t count, size_t frame, float floor, float* out) const;

 private:
  struct Work;
  static Work& work_of_this_thread();

  void mel_powers(const float* samples, size_t count, size_t frame, Work& work, float* mels) const;
  void raise_to_power(const std::complex<double>* spectrum, float* power) const;

  Framing framing_;
  std::vector<double> window_;
  RealFft fft_;
  MelBank mel_;
  Dct dct_;
  Levels levels_;
};

}  // namespace emovox
