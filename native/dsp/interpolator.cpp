#include "interpolator.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace emovox {
namespace {

using Plan = simd::InterpolatorPlan;
constexpr double kPi = 3.14159265358979323846;
constexpr int kNodes = Plan::kPowers;

// Modified Bessel function of the first kind and order 0, by its power series.
double bessel_i0(double x) {
  double term = 1;
  double sum = 1;
  for (int k = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

// A sinc that ends at half the rate, under Kaiser's window of 156 dB: from a third of the rate to two thirds,
// the first image, the transition 2 pi / 3 is as wide as 32 taps allow ((156 - 8) / (2.285 * 2 pi / 3) = 31).
double kernel_at(double t) {
  constexpr double kHalf = Plan::kTaps / 2.0;
  const double kBeta = 0.1102 * (156 - 8.7);
  const double place = t / kHalf;
  if (std::fabs(place) >= 1) return 0;
  const double sinc = t == 0 ? 1 : std::sin(kPi * t) / (kPi * t);
  return sinc * bessel_i0(kBeta * std::sqrt(1 - place * place)) / bessel_i0(kBeta);
}

// The parabola through three values of f between 0 and 1, at Chebyshev's nodes, where the error is evenly
// spread.
template <typename Function>
std::array<double, kNodes> parabola_through(const Function& f) {
  std::array<double, kNodes> sum{};
  std::array<double, kNodes> nodes{};
  for (int i = 0; i < kNodes; i++) nodes[i] = 0.5 - 0.5 * std::cos(kPi * (i + 0.5) / kNodes);
  for (int i = 0; i < kNodes; i++) {
    // Lagrange's polynomial, 1 at node i and 0 at the others, multiplied out.
    std::array<double, kNodes> product = {f(nodes[i])};
    for (int j = 0; j < kNodes; j++) {
      if (j == i) continue;
      const double scale = 1 / (nodes[i] - nodes[j]);
      for (int power = kNodes - 1; power >= 0; power--) {
        const double lower = power > 0 ? product[power - 1] : 0;
        product[power] = scale * (lower - nodes[j] * product[power]);
      }
    }
    for (int power = 0; power < kNodes; power++) sum[power] += product[power];
  }
  return sum;
}

}  // namespace

Interpolator::Interpolator() : parabolas_(static_cast<size_t>(Plan::kPieces) * Plan::kPowers * Plan::kTaps) {
  for (int piece = 0; piece < Plan::kPieces; piece++) {
    for (int tap = 0; tap < Plan::kTaps; tap++) {
      const auto parabola = parabola_through(
          [&](double place) { return kernel_at((piece + place) / Plan::kPieces + (kBefore - tap)); });
      for (int power = 0; power < Plan::kPowers; power++) {
        parabolas_.data()[(static_cast<size_t>(piece) * Plan::kPowers + power) * Plan::kTaps + tap] =
            static_cast<float>(parabola[power]);
      }
    }
  }
}

const Interpolator& Interpolator::instance() {
  static const Interpolator interpolator;
  return interpolator;
}

void Interpolator::taps_at(double fraction, float* taps) const {
  const double place = fraction * Plan::kPieces;
  const int piece = std::min(static_cast<int>(place), Plan::kPieces - 1);
  const double t = place - piece;
  const float* c = parabolas_.data() + static_cast<size_t>(piece) * Plan::kPowers * kTaps;
  for (int tap = 0; tap < kTaps; tap++, c++) {
    taps[tap] = static_cast<float>((c[ptrdiff_t{2} * kTaps] * t + c[kTaps]) * t + c[0]);
  }
}

void Interpolator::process(const float* samples, double step, float* out, size_t out_count,
                           const simd::Kernels& kernels) const {
  kernels.interpolate({parabolas_.data()}, samples, step, out_count, out);
}

}  // namespace emovox
