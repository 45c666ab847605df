#pragma once
#include <vector>

namespace emovox {

// The mel scale. Slaney's (Auditory Toolbox, 1998): linear below 1 kHz at 200/3 Hz a mel, above it
// logarithmic with 27 mels to a factor of 6.4. HTK's: 2595 log10(1 + f / 700).
double hz_to_mel(double hz, bool htk);
double mel_to_hz(double mel, bool htk);

struct MelOptions {
  double sample_rate = 16000;  // Hz
  int n_fft = 512;             // of the spectra
  int n_mels = 40;
  double f_min = 0;         // Hz
  double f_max = 0;         // Hz; 0 is half the sample rate
  bool htk = false;         // HTK's scale in place of Slaney's
  bool slaney_norm = true;  // every band has unit area (in Hz); else every triangle has height 1
};

// A bank of triangular filters, evenly spaced on the mel scale, as librosa.filters.mel. A triangle is nonzero
// on a few adjacent bins only, so that is what is stored. Bands so narrow that no bin falls in are empty and
// give 0.
class MelBank {
 public:
  struct Band {
    int first_bin;
    int bins;
    int weights;  // where its weights begin in weights()
  };

  explicit MelBank(const MelOptions& options);

  int bands() const { return static_cast<int>(bands_.size()); }

  const std::vector<Band>& triangles() const { return bands_; }
  const std::vector<float>& weights() const { return weights_; }

  // spectrum: n_fft / 2 + 1 magnitudes or powers; mels: bands() weighted sums of them.
  void apply(const float* spectrum, float* mels) const;

 private:
  std::vector<Band> bands_;
  std::vector<float> weights_;
};

}  // namespace emovox
