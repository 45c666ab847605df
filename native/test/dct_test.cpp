#include "dsp/dct.h"

#include <gtest/gtest.h>

#include "golden.h"

namespace emovox {
namespace {

const std::vector<float> kInput = {1, -2, 3.5, 0.25, -1, 7};

TEST(Dct, IsSciPys) {
  const std::vector<float> expected = test::golden("native/test/golden/dct.f32");
  size_t at = 0;
  for (const int type : {1, 2, 3}) {
    for (const bool ortho : {true, false}) {
      const Dct dct(type, ortho, 6, 6);
      std::vector<double> sums(6);
      std::vector<float> out(6);
      dct.apply(kInput.data(), sums.data(), out.data());
      for (const float value : out) {
        EXPECT_NEAR(value, expected[at++], 1e-5) << "type " << type << " ortho " << ortho;
      }
    }
  }
  EXPECT_EQ(at, expected.size());
}

TEST(Dct, FewerOutputsAreTheFirstOnes) {
  std::vector<double> sums(6);
  std::vector<float> all(6);
  std::vector<float> some(2);
  Dct(2, true, 6, 6).apply(kInput.data(), sums.data(), all.data());
  Dct(2, true, 6, 2).apply(kInput.data(), sums.data(), some.data());
  EXPECT_EQ(some[0], all[0]);
  EXPECT_EQ(some[1], all[1]);
}

TEST(Dct, ScalesOneCoefficient) {
  std::vector<double> sums(6);
  std::vector<float> plain(6);
  std::vector<float> scaled(6);
  Dct dct(2, true, 6, 6);
  dct.apply(kInput.data(), sums.data(), plain.data());
  dct.scale(3, -2);
  dct.apply(kInput.data(), sums.data(), scaled.data());
  for (size_t k = 0; k < 6; k++) EXPECT_FLOAT_EQ(scaled[k], k == 3 ? -2 * plain[k] : plain[k]);
}

}  // namespace
}  // namespace emovox
