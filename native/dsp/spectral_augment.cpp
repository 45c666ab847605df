#include "spectral_augment.h"

#include <algorithm>
#include <cmath>

namespace emovox {
namespace {

constexpr double kPi = 3.14159265358979323846;

// Frames of the shortest clip that cropping and warping leave.
constexpr size_t kFewestFrames = 8;

// Between two places of a row or of a column: the lower one, and what the upper one counts.
struct Between {
  size_t lower;
  float upper_share;
};

Between between(double position, size_t count) {
  const double last = static_cast<double>(count - 1);
  const double clamped = std::clamp(position, 0.0, last);
  const auto lower = std::min(static_cast<size_t>(clamped), count >= 2 ? count - 2 : 0);
  return {lower, static_cast<float>(clamped - static_cast<double>(lower))};
}

float interpolated(float lower, float upper, float upper_share) {
  return lower + (upper - lower) * upper_share;
}

LogMel warp_time(const LogMel& clip, const SpectralAugmentOptions& options, RandomDraw& random) {
  const double longer = random.uniform(1 / options.tempo, options.tempo);
  const double last = static_cast<double>(clip.frames) - 1;
  const double begin = last * random.uniform(0, options.crop_share);
  const double end = last * (1 - random.uniform(0, options.crop_share));
  const auto wanted = static_cast<size_t>((end - begin) * longer) + 1;

  LogMel out;
  out.bands = clip.bands;
  out.beside = clip.beside;
  out.frames = std::max(wanted, std::min(kFewestFrames, clip.frames));
  out.values.resize(out.frames * out.width());
  for (size_t t = 0; t < out.frames; t++) {
    const Between at = between(begin + static_cast<double>(t) / longer, clip.frames);
    const float* lower = clip.frame(at.lower);
    const float* upper = clip.frame(std::min(at.lower + 1, clip.frames - 1));
    float* to = out.frame(t);
    for (size_t k = 0; k < out.width(); k++) to[k] = interpolated(lower[k], upper[k], at.upper_share);
  }
  return out;
}

void warp_frequency(LogMel& clip, const SpectralAugmentOptions& options, RandomDraw& random) {
  const double warp = random.uniform(1 / options.frequency_warp, options.frequency_warp);
  if (clip.bands < 2 || warp == 1) return;
  std::vector<Between> sources;
  for (size_t k = 0; k < clip.bands; k++)
    sources.push_back(between(static_cast<double>(k) * warp, clip.bands));

  std::vector<float> before(clip.bands);
  for (size_t t = 0; t < clip.frames; t++) {
    float* frame = clip.frame(t);
    std::copy_n(frame, clip.bands, before.begin());
    for (size_t k = 0; k < clip.bands; k++) {
      const Between& from = sources[k];
      frame[k] = interpolated(before[from.lower], before[from.lower + 1], from.upper_share);
    }
  }
}

// Adds a + b cos(x) + c cos(2 x), x from 0 at the lowest band to pi at the highest, a, b and c normal.
void equalise(LogMel& clip, const SpectralAugmentOptions& options, RandomDraw& random) {
  if (options.equaliser_db == 0) return;
  const double a = random.normal() * options.equaliser_db;
  const double b = random.normal() * options.equaliser_db;
  const double c = random.normal() * options.equaliser_db;
  std::vector<float> gains;
  for (size_t k = 0; k < clip.bands; k++) {
    const double x = clip.bands > 1 ? kPi * static_cast<double>(k) / static_cast<double>(clip.bands - 1) : 0;
    gains.push_back(static_cast<float>(a + b * std::cos(x) + c * std::cos(2 * x)));
  }
  for (size_t t = 0; t < clip.frames; t++) {
    float* frame = clip.frame(t);
    for (size_t k = 0; k < clip.bands; k++) frame[k] += gains[k];
  }
}

// Of two levels in dB, the sum of their powers: a + 10 log10(1 + 10^((b - a) / 10)), a the higher one.
float power_sum_db(float one, float other) {
  constexpr float kNegligible = 30;  // adds 0.004 dB
  constexpr float kLn10Tenth = 0.23025851F;
  const float apart = std::fabs(one - other);
  const float higher = std::max(one, other);
  return apart > kNegligible ? higher : higher + std::log1p(std::exp(-kLn10Tenth * apart)) / kLn10Tenth;
}

double loudest(const LogMel& clip) {
  float most = *clip.frame(0);
  for (size_t t = 0; t < clip.frames; t++)
    most = std::max(most, *std::max_element(clip.frame(t), clip.frame(t) + clip.bands));
  return most;
}

// Noise of one level in all bands, which varies by kSpreadDb from frame to frame and from band to band.
void add_noise_floor(LogMel& clip, const SpectralAugmentOptions& options, RandomDraw& random) {
  constexpr double kSpreadDb = 2;
  if (random.uniform(0, 1) >= options.noise_share) return;
  const double level = loudest(clip) - random.uniform(options.noise_nearest_db, options.noise_farthest_db);
  for (size_t t = 0; t < clip.frames; t++) {
    float* frame = clip.frame(t);
    for (size_t k = 0; k < clip.bands; k++)
      frame[k] = power_sum_db(frame[k], static_cast<float>(level + kSpreadDb * random.normal()));
  }
}

void hold_band(LogMel& clip, size_t band) {
  double sum = 0;
  for (size_t t = 0; t < clip.frames; t++) sum += clip.frame(t)[band];
  const auto mean = static_cast<float>(sum / static_cast<double>(clip.frames));
  for (size_t t = 0; t < clip.frames; t++) clip.frame(t)[band] = mean;
}

// Whole numbers from `first` up to, not including, `beyond`.
struct Stretch {
  size_t first;
  size_t beyond;
};

// Of `count` places, a stretch of a random width up to `share` of them, anywhere.
Stretch random_stretch(size_t count, double share, RandomDraw& random) {
  const auto places = static_cast<double>(count);
  const double width = random.uniform(0, share) * places;
  const double start = random.uniform(0, 1) * (places - width);
  return {static_cast<size_t>(std::ceil(start)),
          std::min(count, static_cast<size_t>(std::ceil(start + width)))};
}

void mask_frequency(LogMel& clip, const SpectralAugmentOptions& options, RandomDraw& random) {
  for (int mask = 0; mask < options.frequency_masks; mask++) {
    const Stretch hidden = random_stretch(clip.bands, options.frequency_mask_share, random);
    for (size_t k = hidden.first; k < hidden.beyond; k++) hold_band(clip, k);
  }
}

}  // namespace

LogMel augment_spectrum(const LogMel& clip, const SpectralAugmentOptions& options, RandomDraw& random) {
  LogMel out = warp_time(clip, options, random);
  warp_frequency(out, options, random);
  equalise(out, options, random);
  add_noise_floor(out, options, random);
  mask_frequency(out, options, random);
  return out;
}

void mask_time(float* features, size_t frames, size_t coefficients, const SpectralAugmentOptions& options,
               RandomDraw& random) {
  for (int mask = 0; mask < options.time_masks; mask++) {
    const auto [first, beyond] = random_stretch(frames, options.time_mask_share, random);
    if (beyond > first) std::fill(features + first * coefficients, features + beyond * coefficients, 0.0f);
  }
}

}  // namespace emovox
