// The phase vocoder on every instruction set: what it decides by comparing is the same on all of them, as its
// analysis is, bit for bit.
#include <gtest/gtest.h>

#include "dsp/phase_vocoder.h"
#include "dsp/transients.h"
#include "signals.h"
#include "simd/kernels.h"

namespace emovox {
namespace {

class VocoderKernels : public testing::TestWithParam<const simd::Kernels*> {};
INSTANTIATE_TEST_SUITE_P(EachIsa, VocoderKernels, testing::ValuesIn(simd::available_kernels()),
                         [](const auto& info) { return info.param->isa; });

test::Samples clicks(size_t count) {
  test::Samples samples(count, 0.0f);
  for (size_t i = 700; i < count; i += 1900) samples[i] = i % 2 == 0 ? 0.9f : -0.4f;
  return samples;
}

test::Samples stretched(const test::Samples& samples, double rate, int n_fft, const simd::Kernels& kernels) {
  const size_t span = static_cast<size_t>(n_fft) / 2;
  const TimeMap map(find_transients(samples.data(), samples.size(), 1, span, kernels), samples.size(), rate,
                    n_fft);
  const auto count = static_cast<size_t>(std::llround(static_cast<double>(samples.size()) / rate));
  return PhaseVocoder(n_fft, kernels).run(samples.data(), samples.size(), 1, map, count);
}

TEST_P(VocoderKernels, AllGiveTheSame) {
  const simd::Kernels& baseline = *simd::available_kernels().front();
  for (const test::Samples& samples :
       {test::speech_like(48000), test::white_noise(48000), clicks(48000), test::harmonic_tone(125, 48000),
        test::tone(1000, 48000), test::speech_like(1500)}) {
    for (const double rate : {0.7, 1.1}) {
      for (const int n_fft : {1024, 500, 28}) {
        const test::Samples expected = stretched(samples, rate, n_fft, baseline);
        EXPECT_LT(test::largest_difference(stretched(samples, rate, n_fft, *GetParam()), expected), 1e-6)
            << rate << ", " << n_fft;
      }
    }
  }
}

}  // namespace
}  // namespace emovox
