#include "dsp/fit.h"

#include <gtest/gtest.h>

namespace emovox {
namespace {

using Samples = std::vector<float>;

Samples fitted(const Samples& samples, size_t length, Pad pad, Crop crop) {
  return fit(samples.data(), samples.size(), length, pad, crop);
}

TEST(Fit, Pads) {
  EXPECT_EQ(fitted({1, 2}, 5, Pad::kBefore, Crop::kStart), (Samples{0, 0, 0, 1, 2}));
  EXPECT_EQ(fitted({1, 2}, 5, Pad::kAfter, Crop::kStart), (Samples{1, 2, 0, 0, 0}));
  EXPECT_EQ(fitted({1, 2}, 5, Pad::kBoth, Crop::kStart), (Samples{0, 1, 2, 0, 0}));
  EXPECT_EQ(fitted({}, 2, Pad::kBoth, Crop::kStart), (Samples{0, 0}));
}

TEST(Fit, Crops) {
  EXPECT_EQ(fitted({1, 2, 3, 4, 5}, 2, Pad::kBefore, Crop::kStart), (Samples{1, 2}));
  EXPECT_EQ(fitted({1, 2, 3, 4, 5}, 2, Pad::kBefore, Crop::kCenter), (Samples{2, 3}));
  EXPECT_EQ(fitted({1, 2, 3, 4, 5}, 2, Pad::kBefore, Crop::kEnd), (Samples{4, 5}));
  EXPECT_EQ(fitted({1, 2}, 0, Pad::kBefore, Crop::kEnd), (Samples{}));
}

TEST(Fit, KeepsWhatFits) { EXPECT_EQ(fitted({1, 2, 3}, 3, Pad::kBoth, Crop::kCenter), (Samples{1, 2, 3})); }

}  // namespace
}  // namespace emovox
