#include "noise.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "error.h"
#include "finite.h"
#include "gaussian.h"

namespace emovox {
namespace {

double energy_of(const float* samples, size_t count) {
  double energy = 0;
  for (size_t i = 0; i < count; i++) energy += static_cast<double>(samples[i]) * samples[i];
  return energy;
}

}  // namespace

std::vector<float> add_noise(const float* samples, size_t count, double snr_db, uint64_t seed) {
  std::vector<float> out(samples, samples + count);
  std::vector<float> noise;
  add_noise(out.data(), count, snr_db, seed, noise);
  return out;
}

void add_noise(float* samples, size_t count, double snr_db, uint64_t seed, std::vector<float>& noise) {
  if (!(std::fabs(snr_db) <= 200)) {
    throw Error("INVALID_OPTION", "option snrDb: expected -200 to 200 dB, found " + std::to_string(snr_db));
  }
  const float peak = finite_peak(samples, count);
  const double energy = energy_of(samples, count);
  if (energy == 0) return;

  noise.resize(count);
  Gaussian gaussian(seed);
  std::generate(noise.begin(), noise.end(), [&] { return static_cast<float>(gaussian.next()); });
  const double gain = std::sqrt(energy / energy_of(noise.data(), count)) * std::pow(10, -snr_db / 20);
  for (size_t i = 0; i < count; i++) samples[i] += static_cast<float>(gain * noise[i]);
  check_result(samples, count, peak);
}

}  // namespace emovox
