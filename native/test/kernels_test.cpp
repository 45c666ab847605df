#include "simd/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "dsp/error.h"

namespace emovox::simd {
namespace {

TEST(Kernels, TheWidestAreUsedUnlessTheEnvironmentNamesOthers) {
  ASSERT_FALSE(available_kernels().empty());
  EXPECT_STREQ(available_kernels().front()->isa, "baseline");
  const char* forced = std::getenv("EMOVOX_ISA");
  EXPECT_STREQ(kernels().isa, forced == nullptr ? available_kernels().back()->isa : forced);
  for (size_t i = 1; i < available_kernels().size(); i++) {
    EXPECT_GT(available_kernels()[i]->lanes, available_kernels()[i - 1]->lanes);
  }
}

TEST(Kernels, AreFoundByName) {
  for (const Kernels* table : available_kernels()) EXPECT_EQ(&kernels_for(table->isa), table);
  try {
    kernels_for("sse9");
    FAIL() << "there is no sse9";
  } catch (const Error& error) {
    EXPECT_STREQ(error.code(), "INVALID_OPTION");
    const std::string message = error.what();
    EXPECT_NE(message.find("EMOVOX_ISA: expected what this machine has, baseline"), std::string::npos);
    EXPECT_NE(message.find("found \"sse9\""), std::string::npos);
  }
}

class EachIsa : public testing::TestWithParam<const Kernels*> {};
INSTANTIATE_TEST_SUITE_P(Kernels, EachIsa, testing::ValuesIn(available_kernels()),
                         [](const auto& info) { return info.param->isa; });

TEST_P(EachIsa, DecibelsAreTenLogarithms) {
  std::vector<float> power;
  for (double value = 1e-37; value < 3e38; value *= 1.0371) power.push_back(static_cast<float>(value));
  for (const size_t count : {power.size(), size_t{1}, size_t{7}, size_t{16}, size_t{0}}) {
    std::vector<float> out(count + 1, 123);
    const float loudest = GetParam()->to_decibels(power.data(), count, 1e-30f, out.data());
    float expected_loudest = -std::numeric_limits<float>::infinity();
    for (size_t i = 0; i < count; i++) {
      const double expected = 10 * std::log10(std::max(1e-30, static_cast<double>(power[i])));
      EXPECT_NEAR(out[i], expected, 2e-6 + 2.4e-7 * std::fabs(expected)) << power[i];
      expected_loudest = std::max(expected_loudest, out[i]);
    }
    EXPECT_EQ(loudest, expected_loudest);
    EXPECT_EQ(out[count], 123) << "written beyond the end";
  }
}

}  // namespace
}  // namespace emovox::simd
