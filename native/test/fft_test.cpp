#include "dsp/fft.h"

#include <gtest/gtest.h>

#include <thread>

#include "dsp/error.h"
#include "signals.h"

namespace emovox {
namespace {

using Spectrum = std::vector<std::complex<double>>;

std::vector<double> some_signal(int size) {
  std::vector<double> signal(size);
  for (int n = 0; n < size; n++) signal[n] = std::sin(0.7 * n * n) + 0.25;
  return signal;
}

class FftOfSize : public testing::TestWithParam<int> {};

TEST_P(FftOfSize, IsTheFormulasSum) {
  const int size = GetParam();
  const RealFft fft(size);
  const std::vector<double> signal = some_signal(size);
  Spectrum spectrum(fft.bins());
  fft.forward(signal.data(), spectrum.data());
  for (int k = 0; k < fft.bins(); k++) {
    std::complex<double> sum = 0;
    for (int n = 0; n < size; n++) sum += signal[n] * std::polar(1.0, -2 * test::kPi * k * n / size);
    EXPECT_NEAR(std::abs(spectrum[k] - sum), 0, 1e-10 * size) << "bin " << k;
  }
}

TEST_P(FftOfSize, InverseUndoesForward) {
  const RealFft fft(GetParam());
  const std::vector<double> signal = some_signal(fft.size());
  Spectrum spectrum(fft.bins());
  std::vector<double> back(fft.size());
  fft.forward(signal.data(), spectrum.data());
  fft.inverse(spectrum.data(), back.data());
  for (int n = 0; n < fft.size(); n++) EXPECT_NEAR(back[n], signal[n], 1e-12 * fft.size()) << "sample " << n;
}

INSTANTIATE_TEST_SUITE_P(EvenOddPrime, FftOfSize,
                         testing::Values(2, 3, 4, 5, 6, 7, 16, 30, 45, 101, 202, 400, 511, 512, 1000));

TEST(RealFft, OnePlanServesManyThreads) {
  const RealFft fft(202);  // 101 is prime: kissfft's general butterfly
  const std::vector<double> signal = some_signal(fft.size());
  Spectrum expected(fft.bins());
  fft.forward(signal.data(), expected.data());
  std::vector<Spectrum> got(4, Spectrum(fft.bins()));
  std::vector<std::thread> threads;
  threads.reserve(got.size());
  for (Spectrum& spectrum : got) {
    threads.emplace_back([&fft, &signal, &spectrum] {
      for (int i = 0; i < 200; i++) fft.forward(signal.data(), spectrum.data());
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Spectrum& spectrum : got) EXPECT_EQ(spectrum, expected);
}

TEST(RealFft, RefusesSizesBelowTwo) {
  EXPECT_THROW(RealFft(1), Error);
  EXPECT_THROW(RealFft(0), Error);
  EXPECT_THROW(RealFft(-4), Error);
}

}  // namespace
}  // namespace emovox
