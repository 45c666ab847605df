#include "feature_computer.h"

#include <algorithm>

#include "chroma.h"
#include "delta.h"
#include "error.h"
#include "frame_levels.h"
#include "relative_pitch.h"
#include "spectral_contrast.h"
#include "spectral_mel.h"
#include "spectral_shape.h"

namespace emovox {
namespace {

MelOptions mel_options(const MfccOptions& o) {
  return {o.sample_rate, o.n_fft, o.n_mels, o.f_min, o.f_max, o.htk, o.mel_norm_slaney};
}

Framing padded_with(Framing framing, PadMode mode) {
  framing.mode = mode;
  return framing;
}

thread_local std::vector<float> mfccs_of_this_thread;

}  // namespace

FeatureComputer::FeatureComputer(const FeatureOptions& options, const simd::Kernels& kernels)
    : options_(options), kernels_(kernels), mfcc_(options.mfcc, kernels), spectral_(mfcc_, kernels) {
  check(options.spectral, options.mfcc);
  if (options.include.empty())
    throw Error("INVALID_OPTION", "option include: expected at least one feature, found none");
  for (const Feature feature : options.include) {
    placed_.push_back({feature, columns_});
    if (feature == Feature::kMfcc || feature == Feature::kDelta || feature == Feature::kDeltaDelta)
      wants_mfccs_ = true;
    if (feature == Feature::kF0) {
      f0_ = std::make_unique<const F0Tracker>(options.f0, options.mfcc.sample_rate,
                                              static_cast<size_t>(options.mfcc.hop_length));
    }
    if (feature == Feature::kPitch) {
      F0Options yin = options.f0;
      yin.probabilistic = false;
      pitch_ = std::make_unique<const F0Tracker>(yin, options.mfcc.sample_rate,
                                                 static_cast<size_t>(options.mfcc.hop_length));
    }
    if (auto spectral = spectral_feature(feature)) spectral_.add(std::move(spectral), columns_);
    columns_ += columns_of(feature, options);
  }
}

std::unique_ptr<const SpectralFeature> FeatureComputer::spectral_feature(Feature feature) const {
  const MfccOptions& frames = options_.mfcc;
  const int bins = frames.n_fft / 2 + 1;
  const double bin_hz = frames.sample_rate / frames.n_fft;
  switch (feature) {
    case Feature::kMelSpectrum:
      return mel_spectrum(kernels_, mel_options(frames));
    case Feature::kLogMel:
      return log_mel(kernels_, mel_options(frames), frames.amin, frames.top_db);
    case Feature::kSpectralCentroid:
      return spectral_centroid(kernels_, bins, bin_hz);
    case Feature::kSpectralBandwidth:
      return spectral_bandwidth(kernels_, bins, bin_hz);
    case Feature::kSpectralRolloff:
      return spectral_rolloff(kernels_, bins, bin_hz, options_.spectral.roll_percent);
    case Feature::kSpectralFlatness:
      return spectral_flatness(kernels_, bins);
    case Feature::kSpectralContrast:
      return spectral_contrast(kernels_, options_.spectral, frames);
    case Feature::kChroma:
      return chroma(kernels_, options_.spectral, frames);
    default:
      return nullptr;
  }
}

void FeatureComputer::compute(const float* samples, size_t count, float* out) const {
  if (placed_.size() == 1 && placed_[0].feature == Feature::kMfcc) {
    mfcc_.compute(samples, count, out);
    return;
  }
  mfcc_.check_samples(samples, count);
  const size_t frames = mfcc_.frames(count);
  check_frames(frames);
  std::vector<float>& mfccs = mfccs_of_this_thread;
  mfccs.resize(wants_mfccs_ ? frames * mfcc_.coefficients() : 0);
  float* cepstra = wants_mfccs_ ? mfccs.data() : nullptr;
  if (!spectral_.empty()) {
    spectral_.run(samples, count, cepstra, out, columns_);
  } else if (wants_mfccs_) {
    mfcc_.compute(samples, count, cepstra);
  }
  if (wants_mfccs_) compute_mfccs(cepstra, frames, out);
  compute_levels(samples, count, frames, out);
}

void FeatureComputer::check_frames(size_t frames) const {
  for (const Placed& placed : placed_) {
    const bool is_delta = placed.feature == Feature::kDelta || placed.feature == Feature::kDeltaDelta;
    if (is_delta) check_delta(frames, options_.delta_width, 1);
  }
}

size_t FeatureComputer::least_samples() const {
  size_t frames = 1;
  for (const Placed& placed : placed_) {
    const bool is_delta = placed.feature == Feature::kDelta || placed.feature == Feature::kDeltaDelta;
    if (is_delta) frames = options_.delta_width;
  }
  return static_cast<size_t>(options_.mfcc.n_fft) +
         (frames - 1) * static_cast<size_t>(options_.mfcc.hop_length);
}

void FeatureComputer::normalise(float* features, size_t frames, CepstralNormalisation kind) const {
  for (const Placed& placed : placed_) {
    const bool is_pitch = placed.feature == Feature::kPitch;
    if (!is_pitch && placed.feature != Feature::kMfcc && placed.feature != Feature::kLogMel) continue;
    float* const first = features + placed.column;
    if (is_pitch && kind != CepstralNormalisation::kNone) subtract_mean_pitch(first, frames, columns_);
    normalise_cepstra(first, frames, columns_of(placed.feature, options_), columns_, kind);
  }
}

void FeatureComputer::compute_mfccs(const float* mfccs, size_t frames, float* out) const {
  const size_t n = mfcc_.coefficients();
  for (const Placed& placed : placed_) {
    float* to = out + placed.column;
    if (placed.feature == Feature::kMfcc) {
      for (size_t t = 0; t < frames; t++) std::copy(mfccs + t * n, mfccs + (t + 1) * n, to + t * columns_);
    } else if (placed.feature == Feature::kDelta) {
      delta(mfccs, frames, n, n, options_.delta_width, 1, to, columns_);
    } else if (placed.feature == Feature::kDeltaDelta) {
      delta(mfccs, frames, n, n, options_.delta_width, 2, to, columns_);
    }
  }
}

void FeatureComputer::compute_levels(const float* samples, size_t count, size_t frames, float* out) const {
  for (const Placed& placed : placed_) {
    if (placed.feature == Feature::kRms) {
      rms(kernels_, mfcc_.framing(), samples, count, frames, out + placed.column, columns_);
    } else if (placed.feature == Feature::kZeroCrossingRate) {
      zero_crossing_rate(kernels_, padded_with(mfcc_.framing(), PadMode::kEdge), samples, count, frames,
                         out + placed.column, columns_);
    } else if (placed.feature == Feature::kF0) {
      compute_f0(samples, count, frames, out + placed.column);
    } else if (placed.feature == Feature::kPitch) {
      const F0Tracker::Track found = track(*pitch_, samples, count, frames);
      write_pitch(found.f0, found.probability, columns_, out + placed.column);
    }
  }
}

F0Tracker::Track FeatureComputer::track(const F0Tracker& tracker, const float* samples, size_t count,
                                        size_t frames) const {
  // Around the centres of the MFCCs' frames: a longer one begins earlier, a shorter one later.
  const Framing& around = mfcc_.framing();
  const size_t length = tracker.frame_length();
  const size_t before = around.padding + length / 2;
  const size_t padding = before - std::min(before, around.size / 2);
  const size_t skipped = around.size / 2 - std::min(before, around.size / 2);
  const Framing framing{length, around.hop, padding, PadMode::kConstant};
  return tracker.track(framing, samples + skipped, count - skipped, frames);
}

void FeatureComputer::compute_f0(const float* samples, size_t count, size_t frames, float* out) const {
  const F0Tracker::Track found = track(*f0_, samples, count, frames);
  for (size_t t = 0; t < frames; t++) {
    const bool voiced = found.voiced[t] > 0;
    out[t * columns_] = voiced ? found.f0[t] : 0;
    out[t * columns_ + 1] = found.voiced[t];
  }
}

}  // namespace emovox
