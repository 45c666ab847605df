// The kernels of MFCC, each alone, on every instruction set, against the formula in double precision.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <limits>
#include <random>
#include <vector>

#include "simd/aligned_floats.h"
#include "simd/batch_spectrum.h"
#include "simd/kernels.h"

namespace emovox::simd {
namespace {

std::vector<float> noise(size_t count) {
  std::mt19937 random(7);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random()) / 2147483648.0f - 1;
  return values;
}

AlignedFloats aligned(const std::vector<float>& values) {
  AlignedFloats copy(values.size());
  std::copy(values.begin(), values.end(), copy.data());
  return copy;
}

class MfccKernels : public testing::TestWithParam<const Kernels*> {
 protected:
  const Kernels& kernels = *GetParam();
  const size_t lanes = static_cast<size_t>(GetParam()->lanes);
};
INSTANTIATE_TEST_SUITE_P(EachIsa, MfccKernels, testing::ValuesIn(available_kernels()),
                         [](const auto& info) { return info.param->isa; });

TEST_P(MfccKernels, LargestMagnitudeSeesAll) {
  for (const size_t count : {0, 1, 3, 16, 17, 100}) {
    std::vector<float> samples(count, 0.25f);
    EXPECT_EQ(kernels.largest_magnitude(samples.data(), count), count == 0 ? 0 : 0.25f);
    for (size_t i = 0; i < count; i++) {
      samples[i] = -3;
      EXPECT_EQ(kernels.largest_magnitude(samples.data(), count), 3);
      for (const float odd :
           {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
        samples[i] = odd;
        EXPECT_FALSE(std::isfinite(kernels.largest_magnitude(samples.data(), count)));
      }
      samples[i] = 0.25f;
    }
  }
}

TEST_P(MfccKernels, WindowIsAppliedAndEmphasised) {
  for (const size_t size : {2, 4, 7, 30, 64}) {
    const std::vector<float> samples = noise(size + 3 * lanes);
    const std::vector<float> window = noise(size);
    std::vector<const float*> frames;
    for (size_t lane = 0; lane < lanes; lane++) frames.push_back(&samples[3 * lane]);
    const AlignedFloats out(size * lanes);
    const AlignedFloats energies(lanes);
    kernels.window_frames(frames.data(), window.data(), static_cast<int>(size), 0.7f, out.data(),
                          energies.data());
    for (size_t lane = 0; lane < lanes; lane++) {
      double energy = 0;
      for (size_t i = 0; i < size; i++) {
        const size_t before = i == 0 ? size - 1 : i - 1;
        const double expected = frames[lane][i] * window[i] - 0.7 * frames[lane][before] * window[before];
        EXPECT_NEAR(out.data()[i * lanes + lane], expected, 1e-6);
        energy += expected * expected;
      }
      EXPECT_NEAR(energies.data()[lane], energy, 1e-5 * (1 + energy));
    }
  }
}

// Powers of two go through radix4_fft, the others through kiss_fft; then real_power.
TEST_P(MfccKernels, PowerIsThatOfTheTransform) {
  for (const int size : {2, 4, 6, 8, 10, 14, 16, 30, 32, 64, 110, 128, 256, 360, 512, 1024}) {
    const std::vector<float> values = noise(size * lanes);
    const AlignedFloats frames = aligned(values);
    const BatchSpectrum spectrum(size, kernels);
    const AlignedFloats work(spectrum.work_size() + 1);
    const AlignedFloats power(spectrum.bins() * lanes);
    spectrum.run(frames.data(), work.data(), power.data());
    for (const size_t lane : {size_t{0}, lanes - 1}) {
      for (size_t k = 0; k < spectrum.bins(); k++) {
        std::complex<double> sum = 0;
        for (int n = 0; n < size; n++) {
          const double turns = static_cast<double>(k) * n / size;
          sum += static_cast<double>(values[n * lanes + lane]) *
                 std::polar(1.0, -2 * 3.14159265358979323846 * turns);
        }
        EXPECT_NEAR(power.data()[k * lanes + lane], std::norm(sum), 1e-5 * size) << size << " bin " << k;
      }
    }
  }
}

TEST_P(MfccKernels, MelBandsAreWeightedSums) {
  const std::vector<int> first_bins = {0, 3, 0, 5};
  const std::vector<int> bin_counts = {1, 9, 0, 15};
  const std::vector<float> weights = noise(25);
  const std::vector<float> bins = noise(20 * lanes);
  const AlignedFloats power = aligned(bins);
  const AlignedFloats mels(4 * lanes);
  kernels.mel_bands({4, first_bins.data(), bin_counts.data(), weights.data()}, power.data(), mels.data());
  size_t weight = 0;
  for (size_t band = 0; band < 4; band++) {
    for (size_t lane = 0; lane < lanes; lane++) {
      double sum = 0;
      for (int i = 0; i < bin_counts[band]; i++) {
        sum += weights[weight + i] * bins[(first_bins[band] + i) * lanes + lane];
      }
      EXPECT_NEAR(mels.data()[band * lanes + lane], sum, 1e-5);
    }
    weight += bin_counts[band];
  }
}

TEST_P(MfccKernels, WeakestBandsAreAboveTheFloor) {
  const std::vector<float> offsets = {-10, 0, 10, 20, 30};
  const std::vector<float> levels = noise(5 * lanes);
  const AlignedFloats decibels = aligned(levels);
  const AlignedFloats weakest(lanes);
  kernels.weakest_bands(decibels.data(), offsets.data(), 5, 0.2f, weakest.data());
  for (size_t lane = 0; lane < lanes; lane++) {
    float expected = std::numeric_limits<float>::infinity();
    for (size_t m = 0; m < 5; m++) {
      const float level = levels[m * lanes + lane];
      if (level > 0.2f) expected = std::min(expected, level - offsets[m]);
    }
    EXPECT_EQ(weakest.data()[lane], expected);
  }
}

TEST_P(MfccKernels, CosineSumsAreAMatrixProduct) {
  constexpr size_t kBands = 11;
  constexpr size_t kCoefficients = 9;  // one block and a bit
  const std::vector<float> matrix = noise(2 * kBands * kDctBlock);
  std::vector<float> row_sums(size_t{2} * kDctBlock);
  const auto entry = [&](size_t k, size_t m) {
    return matrix[(k / kDctBlock * kBands + m) * kDctBlock + k % kDctBlock];
  };
  for (size_t k = 0; k < row_sums.size(); k++) {
    for (size_t m = 0; m < kBands; m++) row_sums[k] += entry(k, m);
  }
  const std::vector<float> levels = noise(kBands * lanes);
  const AlignedFloats decibels = aligned(levels);
  const AlignedFloats scratch(kBands * lanes);
  for (size_t frames = 1; frames <= lanes; frames++) {
    std::vector<float> out(frames * kCoefficients + 1, 123);
    kernels.cosine_sums({kBands, kCoefficients, matrix.data(), row_sums.data()}, decibels.data(), -0.5f,
                        static_cast<int>(frames), scratch.data(), out.data());
    for (size_t frame = 0; frame < frames; frame++) {
      for (size_t k = 0; k < kCoefficients; k++) {
        double sum = 0;
        for (size_t m = 0; m < kBands; m++) sum += entry(k, m) * std::max(-0.5f, levels[m * lanes + frame]);
        EXPECT_NEAR(out[frame * kCoefficients + k], sum, 1e-5);
      }
    }
    EXPECT_EQ(out.back(), 123) << "written beyond the end";
  }
}

}  // namespace
}  // namespace emovox::simd
