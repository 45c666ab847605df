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

FeatureOptions at_rate(FeatureOptions features, double sample_rate) {
  features.mfcc.sample_rate = sample_rate;
  return features;
}

void check(const ClipPipelineOptions& options) {
  if (!(options.clip.sample_rate >= kLowestSampleRate && options.clip.sample_rate <= kHighestSampleRate)) {
    throw Error("INVALID_OPTION", "option sampleRate: expected a rate from 1000 to 384000 Hz, found " +
                                      std::to_string(options.clip.sample_rate));
  }
  if (options.clip_samples == 0)
    throw Error("INVALID_OPTION", "option clipSeconds: expected a sample or more, found 0");
}

// More than this a thread does not keep: what an hour of audio takes is needed once.
constexpr size_t kMostKept = size_t{4} << 20;  // floats, of every vector

void release_if_large(ClipPipeline::Memory& memory) {
  for (std::vector<float>* part : {&memory.clip.decoded.samples, &memory.clip.resampled, &memory.transformed,
                                   &memory.noise, &memory.padded})
    if (part->capacity() > kMostKept) std::vector<float>().swap(*part);
}

}  // namespace

ClipPipeline::ClipPipeline(const ClipPipelineOptions& options)
    : options_((check(options), options)),
      features_(at_rate(options.features, options.clip.sample_rate)),
      frames_(features_.frames(options.clip_samples)),
      vocoder_fft_(vocoder_fft(options.clip.sample_rate)) {
  if (frames_ == 0) {
    throw Error("INVALID_OPTION",
                "option clipSeconds: expected a frame of " + std::to_string(options.features.mfcc.n_fft) +
                    " samples or more, found " + std::to_string(options.clip_samples) + " samples");
  }
  features_.check_frames(frames_);
}

ClipFeatures ClipPipeline::run(const Recorded& recorded, const std::vector<ClipCopy>& copies) const {
  Memory memory;
  ClipFeatures features;
  run(recorded, copies, memory, features);
  return features;
}

bool ClipPipeline::run(const Recorded& recorded, const std::vector<ClipCopy>& copies, Memory& memory,
                       ClipFeatures& features, const std::atomic<bool>* abandoned) const {
  release_if_large(memory);
  const ClipView clip = load_clip(recorded, options_.clip, options_.limits, memory.clip);
  const size_t copy_size = frames() * coefficients();
  features.facts = clip.facts;
  features.data.resize(copies.size() * copy_size);
  float* out = features.data.data();
  for (const ClipCopy& copy : copies) {
    if (abandoned && *abandoned) return false;
    write_features(transformed({clip.samples, clip.count}, copy, memory), memory, out);
    out += copy_size;
  }
  return true;
}

void ClipPipeline::write_features(Samples samples, Memory& memory, float* out) const {
  // A clip of too few frames is padded up to what the features need.
  const size_t least = std::min(features_.least_samples(), options_.clip_samples);
  const size_t length = options_.pad_in == PadIn::kSamples
                            ? options_.clip_samples
                            : std::clamp(samples.count, least, options_.clip_samples);
  const float* fitted = fit(samples.data, samples.count, length, options_.pad, options_.crop, memory.padded);
  const size_t frames = features_.frames(length);
  const size_t before = padding_before(frames_ - frames, options_.pad);
  float* first = out + before * coefficients();
  float* end = first + frames * coefficients();
  std::fill(out, first, 0.0f);
  std::fill(end, out + frames_ * coefficients(), 0.0f);
  features_.compute(fitted, length, first);
  features_.normalise(first, frames, options_.normalisation);
}

ClipPipeline::Samples ClipPipeline::transformed(Samples clip, const ClipCopy& copy, Memory& memory) const {
  const double rate = options_.clip.sample_rate;
  std::vector<float>& own = memory.transformed;
  Samples samples = clip;
  if (copy.stretch_rate) {
    own = time_stretch(samples.data, samples.count, *copy.stretch_rate, vocoder_fft_);
    samples = {own.data(), own.size()};
  }
  if (copy.pitch_semitones) {
    own = pitch_shift(samples.data, samples.count, *copy.pitch_semitones, rate, vocoder_fft_,
                      options_.clip.quality);
    samples = {own.data(), own.size()};
  }
  if (copy.noise_snr_db) {
    if (samples.data != own.data()) own.assign(samples.data, samples.data + samples.count);
    add_noise(own.data(), own.size(), *copy.noise_snr_db, copy.noise_seed, memory.noise);
    samples = {own.data(), own.size()};
  }
  return samples;
}

}  // namespace emovox
