#include "simd/complex.h"
#include "simd/exp2.h"
#include "simd/kernel.h"
#include "simd/log2.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

// Raising the spectrum to the envelope this often brings the envelope up to the peaks within about 2 dB.
constexpr int kRounds = 8;
// Below the strongest bin, as a factor of power, all counts as equal.
constexpr float kFloor = 1e-8f;
constexpr float kLeastPower = 1e-30f;
// The most that a bin is raised or lowered by, as a power of two of its magnitude: 24 dB.
constexpr float kMostGain = 4;

constexpr int kBlock = EnvelopePlan::kBlock;

void logarithms(const EnvelopePlan& plan, const Floats* power, Floats* out) {
  Floats most = {};
  for (int k = 0; k < plan.bins; k++) most = maximum(most, power[k]);
  const Floats floor = most * kFloor + kLeastPower;
  for (int k = 0; k < plan.bins; k++) out[k] = log2(maximum(power[k], floor));
}

// One block of the cepstral coefficients of `level`, weighted, and what they make of the envelope.
void add_block(const EnvelopePlan& plan, int block, const Floats* level, Floats* envelope) {
  const ptrdiff_t row = ptrdiff_t{block} * plan.bins * kBlock;
  const float* cosine = plan.cosines + row;
  Floats sums[kBlock];
  const Floats ends[2] = {level[0] * 0.5f, level[plan.bins - 1] * 0.5f};
  for (int q = 0; q < kBlock; q++) sums[q] = ends[0];  // all cosines of bin 0 are 1
  for (int k = 1; k < plan.bins; k++) {
    cosine += kBlock;
    const Floats value = k < plan.bins - 1 ? level[k] : ends[1];
    for (int q = 0; q < kBlock; q++) sums[q] += value * cosine[q];
  }
  for (int q = 0; q < kBlock; q++) sums[q] *= plan.weights[block * kBlock + q];
  cosine = plan.cosines + row;
  for (int k = 0; k < plan.bins; k++, cosine += kBlock) {
    Floats low = envelope[k];
    Floats high = {};
    for (int q = 0; q < kBlock / 2; q++) {
      low += sums[q] * cosine[q];
      high += sums[q + kBlock / 2] * cosine[q + kBlock / 2];
    }
    envelope[k] = low + high;
  }
}

void smooth(const EnvelopePlan& plan, const Floats* level, Floats* envelope) {
  for (int k = 0; k < plan.bins; k++) envelope[k] = Floats{};
  for (int block = 0; block < plan.blocks; block++) add_block(plan, block, level, envelope);
}

}  // namespace

// Gives `spectra` (a lane array of complex numbers) the spectral envelope that the warp makes of theirs. That
// is the true envelope (Roebel and Rodet, "Efficient spectral envelope estimation and its application to
// pitch shifting and envelope preservation", DAFx 2005): the smoothed logarithm, again and again of the
// larger one of itself and the spectrum's, until it rests on the peaks.
//
// powers: of the spectra, a lane array. work: two lane arrays of plan.bins numbers.
void move_envelope(const EnvelopePlan& plan, const EnvelopeWarp& warp, const float* powers, float* work,
                   float* spectra) {
  auto* level = reinterpret_cast<Floats*>(work);
  auto* envelope = level + plan.bins;
  logarithms(plan, reinterpret_cast<const Floats*>(powers), level);
  smooth(plan, level, envelope);
  for (int round = 0; round < kRounds; round++) {
    for (int k = 0; k < plan.bins; k++) level[k] = maximum(level[k], envelope[k]);
    smooth(plan, level, envelope);
  }
  auto* x = reinterpret_cast<Complex*>(spectra);
  for (int k = 0; k < plan.bins; k++) {
    const Floats* from = envelope + warp.below[k];
    const Floats wanted = from[0] + (from[1] - from[0]) * warp.parts[k];
    // Half, as they are of powers.
    const Floats change = (wanted - envelope[k]) * 0.5f;
    const Floats gain = exp2(maximum(minimum(change, broadcast(kMostGain)), broadcast(-kMostGain)));
    x[k] = {x[k].re * gain, x[k].im * gain};
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
