#include <math.h>

#include "simd/kernel.h"
#include "simd/log2.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

constexpr int kBlock = 64;  // bins

inline Floats root(Floats value) {
  float lanes[kLanes];
  store(lanes, value);
  for (int lane = 0; lane < kLanes; lane++) lanes[lane] = sqrtf(lanes[lane]);
  return load(lanes);
}

// 1 / sum, as a divisor of a spectrum; 1 for a spectrum that is zero, as librosa.util.normalize.
inline Floats one_over(Floats sum) {
  const Floats one = broadcast(1.0f);
  return one / (sum < broadcast(1.17549435e-38f) ? one : sum);
}

}  // namespace

// Lane arrays: plain, the powers times gains[k] in bin k; roots, the magnitudes. least, of every lane: its
// weakest bin's power, before the gain.
void plain_spectra(const float* power, const float* gains, int bins, float* plain, float* roots,
                   float* least) {
  const auto* in = reinterpret_cast<const Floats*>(power);
  auto* out = reinterpret_cast<Floats*>(plain);
  auto* magnitudes = reinterpret_cast<Floats*>(roots);
  Floats smallest = in[0];
  for (int k = 0; k < bins; k++) {
    smallest = minimum(in[k], smallest);
    out[k] = in[k] * gains[k];
    magnitudes[k] = root(out[k]);
  }
  store(least, smallest);
}

// Of every lane, in bins: c = sum_k k S[k] / sum_k S[k], the centroid of the magnitudes, and the bandwidth
// sqrt(sum_k (k - c)^2 S[k] / sum_k S[k]).
void spectral_moments(const float* magnitudes, int bins, float* centroid, float* bandwidth) {
  const auto* s = reinterpret_cast<const Floats*>(magnitudes);
  Floats sum = {};
  Floats first = {};
  for (int k = 0; k < bins; k++) {
    sum += s[k];
    first += s[k] * static_cast<float>(k);
  }
  const Floats share = one_over(sum);
  const Floats center = first * share;
  Floats second = {};
  for (int k = 0; k < bins; k++) {
    const Floats away = static_cast<float>(k) - center;
    second += s[k] * away * away;
  }
  store(centroid, center);
  store(bandwidth, root(second * share));
}

// Of every lane: the first bin up to which the magnitudes' sum reaches `share` of the whole.
void rolloff_bins(const float* magnitudes, int bins, float share, float* rolloff) {
  const auto* s = reinterpret_cast<const Floats*>(magnitudes);
  Floats whole = {};
  for (int k = 0; k < bins; k++) whole += s[k];
  const Floats threshold = whole * share;
  const Floats one = broadcast(1.0f);
  Floats sum = {};
  Floats below = {};
  for (int k = 0; k < bins; k++) {
    sum += s[k];
    below += sum < threshold ? one : Floats{};
  }
  store(rolloff, minimum(below, broadcast(static_cast<float>(bins - 1))));
}

// Of every lane: the mean over the bins of log2(max(floor, power)), and of max(floor, power) itself. Sums of
// blocks are summed, as the logarithms are large and alike: one sum of thousands would be off by 1e-4.
void mean_powers(const float* power, int bins, float floor, float* mean_log2, float* mean) {
  const auto* p = reinterpret_cast<const Floats*>(power);
  const Floats least = broadcast(floor);
  Floats logs = {};
  Floats sum = {};
  for (int start = 0; start < bins; start += kBlock) {
    const int end = start + kBlock < bins ? start + kBlock : bins;
    Floats block_logs = {};
    Floats block_sum = {};
    for (int k = start; k < end; k++) {
      const Floats value = maximum(p[k], least);
      block_logs += log2(value);
      block_sum += value;
    }
    logs += block_logs;
    sum += block_sum;
  }
  const float share = 1.0f / static_cast<float>(bins);
  store(mean_log2, logs * share);
  store(mean, sum * share);
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
