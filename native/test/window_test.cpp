#include "dsp/window.h"

#include <gtest/gtest.h>

#include "golden.h"

namespace emovox {
namespace {

TEST(PeriodicWindow, IsSciPys) {
  const std::vector<float> expected = test::golden("native/test/golden/window.f32");
  size_t at = 0;
  for (const auto type :
       {WindowType::kHann, WindowType::kHamming, WindowType::kBlackman, WindowType::kRectangular}) {
    for (const double value : periodic_window(type, 9)) EXPECT_NEAR(value, expected[at++], 1e-7);
  }
  EXPECT_EQ(at, expected.size());
}

TEST(CenteredWindow, HasZerosAroundIt) {
  EXPECT_EQ(centered_window(WindowType::kRectangular, 3, 8), (std::vector<double>{0, 0, 1, 1, 1, 0, 0, 0}));
  EXPECT_EQ(centered_window(WindowType::kRectangular, 2, 2), (std::vector<double>{1, 1}));
}

}  // namespace
}  // namespace emovox
