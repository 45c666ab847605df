#include "time_stretch.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "envelope_shift.h"
#include "error.h"
#include "finite.h"
#include "loudness.h"
#include "phase_vocoder.h"
#include "time_map.h"
#include "transients.h"

namespace emovox {
namespace {

// Of the frame's size: 0.13 s of frames of 1024 at 16 kHz.
constexpr size_t kLoudnessReach = 2;
// Below, powers of spectra would be lost to the range of floats.
constexpr int kLeastExponent = -100;

// What brings the peak to 0.5 .. 1: a power of two, which rounds nothing.
float scale_of(float peak) {
  return static_cast<float>(std::ldexp(1.0, -std::max(std::ilogb(peak) + 1, kLeastExponent)));
}

std::optional<EnvelopeShift> planned(const std::optional<FormantMove>& formants, int transform_size) {
  if (!formants) return std::nullopt;
  const int coefficients = std::clamp(formants->coefficients, 1, transform_size / 4);
  return EnvelopeShift(transform_size, coefficients, formants->factor);
}

}  // namespace

std::vector<float> time_stretch(const float* samples, size_t count, double rate, int n_fft,
                                const std::optional<FormantMove>& formants) {
  if (!(rate >= 0.1 && rate <= 10)) {
    throw Error("INVALID_OPTION", "option rate: expected 0.1 to 10, found " + std::to_string(rate));
  }
  const std::shared_ptr<const PhaseVocoder> vocoder = planned_vocoder(n_fft);
  const float peak = finite_peak(samples, count);
  if (rate == 1) return {samples, samples + count};
  const auto out_count = static_cast<size_t>(std::llround(static_cast<double>(count) / rate));
  if (peak == 0) return std::vector<float>(out_count, 0.0f);
  const float scale = scale_of(peak);
  const TimeMap map(find_transients(samples, count, scale, static_cast<size_t>(n_fft / 2)), count, rate,
                    n_fft);
  const std::optional<EnvelopeShift> envelope = planned(formants, vocoder->transform_size());
  std::vector<float> stretched =
      vocoder->run(samples, count, scale, map, out_count, envelope ? &*envelope : nullptr);
  if (!envelope) {
    const auto reach = static_cast<size_t>(n_fft) * kLoudnessReach;
    match_loudness(samples, count, scale, rate, reach, simd::kernels(), stretched);
  }
  check_result(stretched.data(), stretched.size(), peak);
  return stretched;
}

}  // namespace emovox
