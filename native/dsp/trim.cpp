#include "trim.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "finite.h"

namespace emovox {
namespace {

constexpr size_t kHop = 512;         // samples
constexpr size_t kFrame = 4 * kHop;  // samples
constexpr double kAmin = 1e-10;      // least power, librosa's amplitude_to_db

double power_to_db(double power) { return 10 * std::log10(std::max(kAmin, power)); }

// Mean power of every centred frame. Frame t reaches from (t - 2) kHop to (t + 2) kHop: four whole hops, so
// every hop is summed once.
std::vector<double> frame_powers(const float* samples, size_t count) {
  std::vector<double> hops(count / kHop + 1, 0.0);
  for (size_t k = 0; k < count; k++) hops[k / kHop] += static_cast<double>(samples[k]) * samples[k];

  std::vector<double> powers(hops.size());
  for (size_t t = 0; t < powers.size(); t++) {
    const size_t first = t >= 2 ? t - 2 : 0;
    const size_t beyond = std::min(t + 2, hops.size());
    double energy = 0;
    for (size_t hop = first; hop < beyond; hop++) energy += hops[hop];
    powers[t] = energy / static_cast<double>(kFrame);
  }
  return powers;
}

}  // namespace

Sounding find_sounding(const float* samples, size_t count, double top_db) {
  if (count == 0) return {0, 0, true};
  const std::vector<double> powers = frame_powers(samples, count);
  // Of finite floats it is finite, so that the samples need not be looked at one by one.
  if (!std::isfinite(std::accumulate(powers.begin(), powers.end(), 0.0))) finite_peak(samples, count);
  const double loudest = *std::max_element(powers.begin(), powers.end());
  const double threshold = power_to_db(loudest) - top_db;
  // The loudest frame sounds even where top_db is lost in rounding.
  const auto sounds = [=](double power) { return power == loudest || power_to_db(power) > threshold; };

  const auto first = std::find_if(powers.begin(), powers.end(), sounds);
  const auto last = std::find_if(powers.rbegin(), powers.rend(), sounds);
  const auto start = static_cast<size_t>(first - powers.begin()) * kHop;
  const auto end = static_cast<size_t>(powers.rend() - last) * kHop;
  return {std::min(start, count), std::min(end, count), std::sqrt(loudest) < kSilentRms};
}

}  // namespace emovox
