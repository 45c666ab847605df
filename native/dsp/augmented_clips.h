#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "cepstral_normalisation.h"
#include "dct.h"
#include "fit.h"
#include "mfcc.h"
#include "spectral_augment.h"

namespace emovox {

struct AugmentedClipsOptions {
  SpectralAugmentOptions augment;
  // Of the features that come out:
  MfccOptions mfcc;
  bool log_mel = false;  // the levels in mel bands themselves, not their MFCCs
  bool pitch = false;    // pitch and periodicity after them (relative_pitch.h)
  CepstralNormalisation normalisation = CepstralNormalisation::kMean;
  Pad pad = Pad::kBefore;
  size_t frames = 94;            // of a clip, padding included
  std::vector<float> mean;       // subtracted from every coefficient at last,
  std::vector<float> deviation;  // and what divides it
  uint64_t seed = 1;
};

// Cepstra of clips as ClipPipeline makes them, padded in frames, not normalised, with as many coefficients as
// there are mel bands and the orthonormal DCT of type 2, so that their spectra can be had back; then pitch
// and periodicity, if they are wanted.
struct StoredCepstra {
  const float* data = nullptr;  // copies x frames x columns; null: what is needed is given to compute()
  size_t frames = 0;            // of a clip, padding included
  int phases = 1;               // stored frames to a frame that comes out
  std::vector<size_t> copies;   // of each recording, one after another in `data`
  std::vector<uint64_t> keys;   // of each recording, for its random numbers
};

// Training clips that are never heard twice alike: at every call one copy of a recording, augmented as a
// spectrum (spectral_augment.h; pitch goes along), then DCT (if MFCCs are wanted), normalisation over the
// clip, normalisation over the corpus, time masks. What is drawn follows from the seed, the epoch and the
// recording's key alone. compute() may be called by any number of threads at once.
class AugmentedClips {
 public:
  // Throws INVALID_OPTION, naming the option. Takes no hold of `stored`'s data.
  AugmentedClips(const AugmentedClipsOptions& options, const StoredCepstra& stored);

  // Of a stored frame.
  static size_t stored_columns(const AugmentedClipsOptions& options);

  size_t recordings() const { return first_copies_.size() - 1; }
  size_t clip_size() const { return options_.frames * coefficients_; }

  bool holds_copies() const { return !spectra_.empty(); }
  // Of a copy's cepstra.
  size_t stored_size() const { return stored_frames_ * stored_columns(options_); }

  // Which of a recording's copies an epoch hears. recording is below recordings().
  size_t drawn_copy(size_t recording, uint64_t epoch) const;

  // clip_size() values into out, of copies that are held.
  void compute(size_t recording, uint64_t epoch, float* out) const;
  // The same of the drawn copy's cepstra, stored_size() values, where none are held.
  void compute(size_t recording, uint64_t epoch, const float* cepstra, float* out) const;

 private:
  size_t bands() const { return static_cast<size_t>(options_.mfcc.n_mels); }
  RandomDraw random_of(size_t recording, uint64_t epoch) const;
  size_t draw_copy(size_t recording, RandomDraw& random) const;
  LogMel spectrum(const float* stored) const;
  void augment(const LogMel& spectrum, RandomDraw& random, float* out) const;

  AugmentedClipsOptions options_;
  size_t coefficients_;  // of a frame that comes out
  size_t phases_;
  size_t stored_frames_;
  Dct dct_;
  std::vector<float> inverse_dct_;    // of the stored cepstra
  std::vector<LogMel> spectra_;       // of every copy that is held, without padding
  std::vector<size_t> first_copies_;  // of each recording, and one beyond the last
  std::vector<uint64_t> keys_;
};

}  // namespace emovox
