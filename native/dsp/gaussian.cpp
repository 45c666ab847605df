#include "gaussian.h"

#include <array>
#include <cmath>

// A product and a sum fused into one instruction would be rounded once, not twice, and so differ between
// platforms.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#elif defined(_MSC_VER)
#pragma fp_contract(off)
#endif

namespace emovox {
namespace {

uint64_t rotate_left(uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }

// splitmix64 (Steele, Lea and Flood, 2014).
uint64_t split_mix(uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// The upper 53 bits, as a number in (0, 1).
double unit(uint64_t bits) { return (static_cast<double>(bits >> 11) + 0.5) * 0x1p-53; }

// The natural logarithm of x in (0, 1], to about 1e-16: the C library's own differs from one platform to
// another. x = m 2^e with m in [sqrt(1/2), sqrt(2)), and ln m = 2 atanh(f) = 2 (f + f^3 / 3 + f^5 / 5 + ...),
// f = (m - 1) / (m + 1).
double natural_log(double x) {
  constexpr double kLn2 = 0.693147180559945309417;
  constexpr double kRootHalf = 0.707106781186547524401;
  int exponent = 0;
  double m = std::frexp(x, &exponent);
  if (m < kRootHalf) {
    m *= 2;
    exponent--;
  }
  const double f = (m - 1) / (m + 1);
  const double square = f * f;
  double series = 0;
  for (int n = 21; n >= 1; n -= 2) series = series * square + 1.0 / n;
  return exponent * kLn2 + 2 * f * series;
}

constexpr int kLayers = 256;
constexpr double kTailStart = 3.654152885361008771646;            // r: where the lowest layer's tail begins
constexpr double kTailStartDensity = 1.260285930498597564133e-3;  // exp(-r^2 / 2)
constexpr double kLayerArea = 4.928673233974655347362e-3;         // v: r exp(-r^2 / 2) + the area of the tail

// Layer i >= 1 is the rectangle from 0 to right[i], between the densities of right[i] and right[i + 1]; layer
// 0 is the one to r, as wide as if it had the tail's area too. All have the same area v.
struct Layers {
  std::array<double, kLayers + 1> right;
  std::array<double, kLayers + 1> density;  // exp(-right^2 / 2)

  Layers() {
    right[0] = kLayerArea / kTailStartDensity;
    density[0] = 0;
    right[1] = kTailStart;
    density[1] = kTailStartDensity;
    for (int i = 2; i < kLayers; i++) {
      density[i] = density[i - 1] + kLayerArea / right[i - 1];
      right[i] = std::sqrt(-2 * natural_log(density[i]));
    }
    right[kLayers] = 0;
    density[kLayers] = 1;
  }
};

}  // namespace

Xoshiro256::Xoshiro256(uint64_t seed) {
  for (uint64_t& word : state_) word = split_mix(seed);
}

uint64_t Xoshiro256::next() {
  const uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
  const uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = rotate_left(state_[3], 45);
  return result;
}

double Gaussian::next() {
  static const Layers layers;
  while (true) {
    const uint64_t bits = random_.next();
    const auto layer = static_cast<size_t>(bits & 0xff);
    const double sign = (bits & 0x100) != 0 ? -1 : 1;
    const double x = unit(bits) * layers.right[layer];
    if (x < layers.right[layer + 1]) return sign * x;  // under the curve for sure: 98.8 % of the time
    if (layer == 0) return sign * tail();
    const double low = layers.density[layer];
    const double y = low + (layers.density[layer + 1] - low) * unit(random_.next());
    if (-2 * natural_log(y) > x * x) return sign * x;  // y < exp(-x^2 / 2)
  }
}

// A number beyond r (Marsaglia, 1964).
double Gaussian::tail() {
  while (true) {
    const double x = -natural_log(unit(random_.next())) / kTailStart;
    const double y = -natural_log(unit(random_.next()));
    if (2 * y > x * x) return kTailStart + x;
  }
}

}  // namespace emovox
