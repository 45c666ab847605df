#pragma once
#include <cstddef>
#include <memory>

#include "framing.h"
#include "mfcc_batch.h"
#include "mfcc_double.h"
#include "simd/kernels.h"
#include "spectrum_visitor.h"
#include "window.h"

namespace emovox {

// Defaults and units as mfccSchema in lib/options.ts.
struct MfccOptions {
  double sample_rate = 16000;             // Hz
  int n_mfcc = 13;                        // coefficients a frame; at most n_mels
  int n_mels = 40;                        // mel bands
  int n_fft = 512;                        // samples of one FFT
  int hop_length = 256;                   // samples from one frame to the next
  int win_length = 0;                     // samples of the window, centred in the FFT; 0 is n_fft
  WindowType window = WindowType::kHann;  // periodic
  bool center = true;                     // frame t is centred on sample t * hop_length; else it begins there
  PadMode pad_mode = PadMode::kConstant;  // of centred frames, n_fft / 2 samples at both ends
  double power = 2;                       // exponent of the magnitude
  double f_min = 0;                       // Hz
  double f_max = 0;                       // Hz; 0 is half the sample rate
  bool htk = false;                       // HTK's mel formula in place of Slaney's
  bool mel_norm_slaney = true;            // mel bands of unit area; else triangles of height 1
  double amin = 1e-10;                    // smallest power before the logarithm
  double top_db = 80;                     // floor, in dB below the clip's loudest value; < 0 is none
  int dct_type = 2;                       // 1, 2 or 3
  bool dct_ortho = true;                  // orthonormal DCT
  double lifter = 0;  // L: coefficient n is multiplied by 1 + L / 2 sin(pi (n + 1) / L); 0 is none
};

// Mel-frequency cepstral coefficients, as librosa.feature.mfcc (0.11) computes them (Davis and Mermelstein,
// 1980):
//
//   S = mel bank applied to |STFT|^power
//   D = 10 log10(max(amin, S)), raised to max(D) - top_db over all of the clip
//   MFCC = the first n_mfcc coefficients of the DCT of each frame of D, liftered
//
// In single precision, several frames at once, where that is enough (the rule is in mfcc.cpp), else in
// double. Planned once for its options, then run on any number of clips, by any number of threads.
class Mfcc {
 public:
  // Throws INVALID_OPTION, naming the option, for what is out of range or contradicts another option.
  explicit Mfcc(const MfccOptions& options, const simd::Kernels& kernels = simd::kernels());

  const MfccOptions& options() const { return options_; }

  // Frames of a clip of so many samples; 0 where compute() throws.
  size_t frames(size_t samples) const { return framing_.frames(samples); }
  size_t coefficients() const { return static_cast<size_t>(options_.n_mfcc); }

  // out: frames(count) x coefficients(), row-major by frame.
  // Throws EMPTY_AUDIO for no samples, or too few for one frame that is not centred; NON_FINITE, naming the
  // index, for a NaN or an infinity, or for samples so large that their power overflows; INVALID_OPTION
  // (padMode) where the samples are too few to reflect.
  // A visitor sees the spectra on the way, if shows_spectra(); out may be null if that is all that is wanted.
  void compute(const float* samples, size_t count, float* out, SpectrumVisitor* visitor = nullptr) const;

  // Whether there are spectra to see: those of frames that are done in single precision, in groups.
  bool shows_spectra() const { return batch_ != nullptr; }
  const Framing& framing() const { return framing_; }

  // Throws what compute() throws for a NaN, an infinity and samples that are too large; nothing for none.
  void check_magnitudes(const float* samples, size_t count) const;
  // Throws what compute() throws for these samples.
  void check_samples(const float* samples, size_t count) const;

 private:
  MfccOptions options_;
  const simd::Kernels& kernels_;
  Framing framing_;
  std::unique_ptr<const MfccDouble> exact_;
  std::unique_ptr<const MfccBatch> batch_;  // where single precision suffices
};

}  // namespace emovox
