#include "dsp/mel.h"

#include <gtest/gtest.h>

#include "golden.h"

namespace emovox {
namespace {

TEST(MelBank, IsLibrosas) {
  const std::vector<float> expected = test::golden("native/test/golden/mel.f32");
  size_t at = 0;
  for (const bool htk : {false, true}) {
    for (const bool norm : {true, false}) {
      const MelBank bank({16000, 128, 10, 50, 7000, htk, norm});
      // Column k of the matrix is what a lone 1 at bin k gives.
      for (size_t k = 0; k < 65; k++) {
        std::vector<float> spectrum(65, 0.0f);
        std::vector<float> mels(10);
        spectrum[k] = 1;
        bank.apply(spectrum.data(), mels.data());
        for (size_t m = 0; m < 10; m++) {
          EXPECT_NEAR(mels[m], expected[at + m * 65 + k], 1e-6) << "band " << m << " bin " << k;
        }
      }
      at += size_t{65} * 10;
    }
  }
  EXPECT_EQ(at, expected.size());
}

TEST(MelBank, NarrowBandsAreEmpty) {
  const MelBank bank({16000, 32, 100, 0, 8000, false, true});
  EXPECT_EQ(bank.bands(), 100);
  const std::vector<float> spectrum(17, 1.0f);
  std::vector<float> mels(100, -1.0f);
  bank.apply(spectrum.data(), mels.data());
  int empty = 0;
  for (const float value : mels) {
    EXPECT_GE(value, 0);
    if (value == 0) empty++;
  }
  EXPECT_GT(empty, 50);
}

TEST(MelScale, GoesThereAndBack) {
  for (const bool htk : {false, true}) {
    for (const double hz : {0.0, 60.0, 999.0, 1000.0, 1001.0, 8000.0, 22050.0}) {
      EXPECT_NEAR(mel_to_hz(hz_to_mel(hz, htk), htk), hz, 1e-9 * (hz + 1));
    }
  }
  EXPECT_NEAR(hz_to_mel(1000, false), 15, 1e-12);
  EXPECT_NEAR(hz_to_mel(6400, false), 42, 1e-12);
  EXPECT_NEAR(hz_to_mel(1000, true), 999.9855, 1e-4);
}

}  // namespace
}  // namespace emovox
