#include "clip_pipeline.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "error.h"
#include "noise.h"
#include "pitch_shift.h"
#include "time_stretch.h"

namespace emovox {
namespace {

// Samples of the phase vocoder's frames: the power of two nearest to 64 ms (1024 at 16 kHz), long enough for
// several periods of the lowest voices at any rate.
int vocoder_fft(double sample_rate) {
  return 1 << static_cast<int>(std::lround(std::log2(0.064 * sample_rate)));
}

MfccOptions at_rate(MfccOptions mfcc, double sample_rate) {
  mfcc.sample_rate = sample_rate;
  return mfcc;
}

void check(const ClipPipelineOptions& options) {
  if (!(options.clip.sample_rate >= kLowestSampleRate && options.clip.sample_rate <= kHighestSampleRate)) {
    throw Error("INVALID_OPTION", "option sampleRate: expected a rate from 1000 to 384000 Hz, found " +
                                      std::to_string(options.clip.sample_rate));
  }
  if (options.clip_samples == 0)
    throw Error("INVALID_OPTION", "option clipSeconds: expected a sample or more, found 0");
}

}  // namespace

ClipPipeline::ClipPipeline(const ClipPipelineOptions& options)
    : options_((check(options), options)),
      mfcc_(at_rate(options.mfcc, options.clip.sample_rate)),
      frames_(mfcc_.frames(options.clip_samples)),
      vocoder_fft_(vocoder_fft(options.clip.sample_rate)) {
  if (frames_ == 0) {
    throw Error("INVALID_OPTION", "option clipSeconds: expected a frame of " +
                                      std::to_string(options.mfcc.n_fft) + " samples or more, found " +
                                      std::to_string(options.clip_samples) + " samples");
  }
}

ClipFeatures ClipPipeline::run(const Recorded& recorded, const std::vector<ClipCopy>& copies) const {
  Clip clip = load_clip(recorded, options_.clip, options_.limits);
  const size_t copy_size = frames() * coefficients();
  ClipFeatures features;
  features.facts = clip.facts;
  features.data.resize(copies.size() * copy_size);
  float* out = features.data.data();
  for (const ClipCopy& copy : copies) {
    write_features(transformed(clip.samples, copy), out);
    out += copy_size;
  }
  return features;
}

void ClipPipeline::write_features(const std::vector<float>& samples, float* out) const {
  // A clip shorter than one frame is that frame.
  const size_t least = std::min<size_t>(options_.mfcc.n_fft, options_.clip_samples);
  const size_t length = options_.pad_in == PadIn::kSamples
                            ? options_.clip_samples
                            : std::clamp(samples.size(), least, options_.clip_samples);
  const std::vector<float> fitted = fit(samples.data(), samples.size(), length, options_.pad, options_.crop);
  const size_t frames = mfcc_.frames(length);
  float* first = out + padding_before(frames_ - frames, options_.pad) * coefficients();
  mfcc_.compute(fitted.data(), length, first);
  normalise_cepstra(first, frames, coefficients(), options_.normalisation);
}

std::vector<float> ClipPipeline::transformed(const std::vector<float>& clip, const ClipCopy& copy) const {
  const double rate = options_.clip.sample_rate;
  std::vector<float> samples = clip;
  if (copy.stretch_rate)
    samples = time_stretch(samples.data(), samples.size(), *copy.stretch_rate, vocoder_fft_);
  if (copy.pitch_semitones) {
    samples = pitch_shift(samples.data(), samples.size(), *copy.pitch_semitones, rate, vocoder_fft_,
                          options_.clip.quality);
  }
  if (copy.noise_snr_db)
    samples = add_noise(samples.data(), samples.size(), *copy.noise_snr_db, copy.noise_seed);
  return samples;
}

}  // namespace emovox
