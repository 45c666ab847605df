#include "dsp/cepstral_normalisation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace emovox {
namespace {

// 50 frames of 2 coefficients of quite different size.
std::vector<float> cepstra() {
  std::vector<float> values;
  for (int t = 0; t < 50; t++) {
    values.push_back(static_cast<float>(-300 + 20 * std::sin(t)));
    values.push_back(static_cast<float>(2 + 0.5 * std::cos(3 * t)));
  }
  return values;
}

double mean_of(const std::vector<float>& values, size_t k) {
  double sum = 0;
  for (size_t at = k; at < values.size(); at += 2) sum += values[at];
  return sum / 50;
}

double deviation_of(const std::vector<float>& values, size_t k) {
  double squares = 0;
  for (size_t at = k; at < values.size(); at += 2) squares += std::pow(values[at] - mean_of(values, k), 2);
  return std::sqrt(squares / 50);
}

TEST(CepstralNormalisation, NoneLeavesEverything) {
  std::vector<float> values = cepstra();
  normalise_cepstra(values.data(), 50, 2, 2, CepstralNormalisation::kNone);
  EXPECT_EQ(values, cepstra());
}

TEST(CepstralNormalisation, MeanGoesAndDeviationStays) {
  std::vector<float> values = cepstra();
  normalise_cepstra(values.data(), 50, 2, 2, CepstralNormalisation::kMean);
  for (size_t k = 0; k < 2; k++) {
    EXPECT_NEAR(mean_of(values, k), 0, 1e-5);
    EXPECT_NEAR(deviation_of(values, k), deviation_of(cepstra(), k), 1e-4);
  }
}

TEST(CepstralNormalisation, MeanAndVariance) {
  std::vector<float> values = cepstra();
  normalise_cepstra(values.data(), 50, 2, 2, CepstralNormalisation::kMeanVariance);
  for (size_t k = 0; k < 2; k++) {
    EXPECT_NEAR(mean_of(values, k), 0, 1e-6);
    EXPECT_NEAR(deviation_of(values, k), 1, 1e-5);
  }
}

TEST(CepstralNormalisation, OneFrameAndNone) {
  std::vector<float> values = {5, -7};
  normalise_cepstra(values.data(), 1, 2, 2, CepstralNormalisation::kMeanVariance);
  EXPECT_EQ(values, std::vector<float>({0, 0}));
  normalise_cepstra(nullptr, 0, 2, 2, CepstralNormalisation::kMean);
}

}  // namespace
}  // namespace emovox
