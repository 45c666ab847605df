#include "augmented_clips.h"

#include <algorithm>
#include <string>

#include "error.h"
#include "mfcc_options.h"
#include "relative_pitch.h"

namespace emovox {
namespace {

bool is_padding(const float* frame, size_t columns) {
  return std::all_of(frame, frame + columns, [](float value) { return value == 0; });
}

// Of an orthonormal DCT of type 2, which its transpose undoes: what coefficient k counts in level n, [k][n].
std::vector<float> inverse_dct(size_t bands) {
  const Dct dct(2, true, static_cast<int>(bands), static_cast<int>(bands));
  std::vector<float> inverse;
  for (size_t k = 0; k < bands; k++) {
    for (size_t n = 0; n < bands; n++)
      inverse.push_back(static_cast<float>(dct.weight(static_cast<int>(k), static_cast<int>(n))));
  }
  return inverse;
}

// The levels that these cepstra were made of.
LogMel spectrum_of(const float* cepstra, size_t frames, size_t bands, size_t beside,
                   const std::vector<float>& inverse) {
  const size_t columns = bands + beside;
  const float* first = cepstra;
  const float* beyond = cepstra + frames * columns;
  while (first < beyond - columns && is_padding(first, columns)) first += columns;
  while (beyond - columns > first && is_padding(beyond - columns, columns)) beyond -= columns;

  LogMel out{static_cast<size_t>(beyond - first) / columns, bands, beside, {}};
  out.values.assign(static_cast<size_t>(beyond - first), 0.0f);
  for (size_t t = 0; t < out.frames; t++) {
    float* levels = out.frame(t);
    const float* frame = first + t * columns;
    std::copy(frame + bands, frame + columns, levels + bands);
    for (size_t k = 0; k < bands; k++) {
      const float coefficient = frame[k];
      const float* const weights = inverse.data() + k * bands;
      for (size_t n = 0; n < bands; n++) levels[n] += weights[n] * coefficient;
    }
  }
  return out;
}

// Of three numbers one, in which each bit depends on each of theirs (the finaliser of splitmix64 thrice).
uint64_t seed_of(uint64_t seed, uint64_t epoch, uint64_t key) {
  uint64_t mixed = 0;
  for (const uint64_t part : {seed, epoch, key}) {
    mixed = (mixed ^ part) + 0x9e3779b97f4a7c15;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    mixed ^= mixed >> 31;
  }
  return mixed;
}

size_t pitch_columns(const AugmentedClipsOptions& options) { return options.pitch ? kPitchColumns : 0; }

// Of a spectrum, without pitch.
size_t spectral_columns(const AugmentedClipsOptions& options) {
  return static_cast<size_t>(options.log_mel ? options.mfcc.n_mels : options.mfcc.n_mfcc);
}

size_t coefficients_of(const AugmentedClipsOptions& options) {
  return spectral_columns(options) + pitch_columns(options);
}

const AugmentedClipsOptions& valid(const AugmentedClipsOptions& options) {
  checked(options.mfcc);
  const size_t coefficients = coefficients_of(options);
  const std::vector<float>* const scales[] = {&options.mean, &options.deviation};
  for (const auto* scale : scales) {
    if (scale->size() != coefficients) {
      throw Error("INVALID_OPTION", "option normalisation: expected " + std::to_string(coefficients) +
                                        " numbers, found " + std::to_string(scale->size()));
    }
  }
  return options;
}

}  // namespace

size_t AugmentedClips::stored_columns(const AugmentedClipsOptions& options) {
  return static_cast<size_t>(options.mfcc.n_mels) + pitch_columns(options);
}

AugmentedClips::AugmentedClips(const AugmentedClipsOptions& options, const StoredCepstra& stored)
    : options_(valid(options)),
      coefficients_(coefficients_of(options)),
      phases_(static_cast<size_t>(stored.phases)),
      stored_frames_(stored.frames),
      dct_(cepstral_dct(options.mfcc)),
      inverse_dct_(inverse_dct(bands())),
      keys_(stored.keys) {
  first_copies_.push_back(0);
  for (const size_t copies : stored.copies) first_copies_.push_back(first_copies_.back() + copies);
  if (stored.data == nullptr) return;
  spectra_.reserve(first_copies_.back());
  for (size_t copy = 0; copy < first_copies_.back(); copy++)
    spectra_.push_back(spectrum(stored.data + copy * stored_size()));
}

RandomDraw AugmentedClips::random_of(size_t recording, uint64_t epoch) const {
  return RandomDraw(seed_of(options_.seed, epoch, keys_[recording]));
}

size_t AugmentedClips::draw_copy(size_t recording, RandomDraw& random) const {
  return random.index(first_copies_[recording + 1] - first_copies_[recording]);
}

size_t AugmentedClips::drawn_copy(size_t recording, uint64_t epoch) const {
  RandomDraw random = random_of(recording, epoch);
  return draw_copy(recording, random);
}

LogMel AugmentedClips::spectrum(const float* stored) const {
  return spectrum_of(stored, stored_frames_, bands(), pitch_columns(options_), inverse_dct_);
}

void AugmentedClips::compute(size_t recording, uint64_t epoch, float* out) const {
  RandomDraw random = random_of(recording, epoch);
  augment(spectra_[first_copies_[recording] + draw_copy(recording, random)], random, out);
}

void AugmentedClips::compute(size_t recording, uint64_t epoch, const float* cepstra, float* out) const {
  RandomDraw random = random_of(recording, epoch);
  draw_copy(recording, random);  // the same draws follow
  augment(spectrum(cepstra), random, out);
}

void AugmentedClips::augment(const LogMel& spectrum, RandomDraw& random, float* out) const {
  const LogMel clip = augment_spectrum(spectrum, options_.augment, random);
  const size_t coefficients = coefficients_;
  const size_t phase = std::min(random.index(phases_), clip.frames - 1);
  const size_t frames = std::min(options_.frames, (clip.frames - phase + phases_ - 1) / phases_);
  std::fill_n(out, clip_size(), 0.0f);
  float* const first = out + padding_before(options_.frames - frames, options_.pad) * coefficients;
  const size_t spectral = spectral_columns(options_);
  std::vector<double> sums(spectral);
  for (size_t t = 0; t < frames; t++) {
    const float* levels = clip.frame(phase + t * phases_);
    float* const to = first + t * coefficients;
    if (options_.log_mel) {
      std::copy_n(levels, spectral, to);
    } else {
      dct_.apply(levels, sums.data(), to);
    }
    std::copy_n(levels + clip.bands, clip.beside, to + spectral);
  }
  if (options_.pitch && options_.normalisation != CepstralNormalisation::kNone)
    subtract_mean_pitch(first + spectral, frames, coefficients);
  normalise_cepstra(first, frames, coefficients, coefficients, options_.normalisation);
  for (size_t at = 0; at < clip_size(); at++) {
    const size_t k = at % coefficients;
    out[at] = (out[at] - options_.mean[k]) / options_.deviation[k];
  }
  mask_time(first, frames, coefficients, options_.augment, random);
}

}  // namespace emovox
