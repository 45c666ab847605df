#include "dsp/feature_computer.h"

#include <gtest/gtest.h>

#include <thread>

#include "dsp/error.h"
#include "dsp/random_draw.h"
#include "signals.h"

namespace emovox {
namespace {

const std::vector<Feature> kAll = {Feature::kMfcc,
                                   Feature::kDelta,
                                   Feature::kDeltaDelta,
                                   Feature::kMelSpectrum,
                                   Feature::kLogMel,
                                   Feature::kRms,
                                   Feature::kZeroCrossingRate,
                                   Feature::kSpectralCentroid,
                                   Feature::kSpectralBandwidth,
                                   Feature::kSpectralRolloff,
                                   Feature::kSpectralFlatness,
                                   Feature::kSpectralContrast,
                                   Feature::kChroma,
                                   Feature::kF0,
                                   Feature::kPitch};

FeatureOptions including(const std::vector<Feature>& include) {
  FeatureOptions options;
  options.include = include;
  return options;
}

test::Samples features(const test::Samples& samples, const FeatureOptions& options,
                       const simd::Kernels& kernels = simd::kernels()) {
  const FeatureComputer computer(options, kernels);
  test::Samples out(computer.frames(samples.size()) * computer.coefficients());
  computer.compute(samples.data(), samples.size(), out.data());
  return out;
}

// Hz are large numbers, hence the share.
void expect_alike(const test::Samples& found, const test::Samples& expected, const std::string& what) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); i++) {
    ASSERT_NEAR(found[i], expected[i], 0.02 + 1e-4 * std::fabs(expected[i])) << what << ", value " << i;
  }
}

TEST(FeatureComputer, DoesNotDependOnTheInstructionSet) {
  const test::Samples samples = test::speech_like(16000);
  for (const int n_fft : {400, 512, 511, 2048}) {
    for (const Feature feature : kAll) {
      FeatureOptions options = including({feature});
      options.mfcc.n_fft = n_fft;
      options.spectral.contrast_bands = 5;
      const test::Samples expected = features(samples, options, *simd::available_kernels().front());
      for (const simd::Kernels* kernels : simd::available_kernels()) {
        expect_alike(features(samples, options, *kernels), expected,
                     std::to_string(static_cast<int>(feature)) + " " + kernels->isa);
      }
    }
  }
}

TEST(FeatureComputer, HasTheSameColumnsTogetherAndAlone) {
  const test::Samples samples = test::speech_like(16000);
  const FeatureComputer computer(including(kAll));
  const size_t width = computer.coefficients();
  const size_t frames = computer.frames(samples.size());
  const test::Samples together = features(samples, including(kAll));
  size_t column = 0;
  for (const Feature feature : kAll) {
    const FeatureOptions options = including({feature});
    const test::Samples alone = features(samples, options);
    const size_t own = columns_of(feature, options);
    for (size_t t = 0; t < frames; t++) {
      for (size_t c = 0; c < own; c++) {
        ASSERT_EQ(together[t * width + column + c], alone[t * own + c])
            << static_cast<int>(feature) << " frame " << t;
      }
    }
    column += own;
  }
  EXPECT_EQ(column, width);
}

// Options with which MFCCs are in double precision throughout: the spectra are computed apart.
TEST(FeatureComputer, IsTheSameBesideMfccsInDoublePrecision) {
  const test::Samples samples = test::speech_like(16000);
  for (const Feature feature : {Feature::kSpectralContrast, Feature::kSpectralBandwidth, Feature::kChroma}) {
    FeatureOptions options = including({feature});
    const test::Samples expected = features(samples, options);
    options.mfcc.lifter = 22;
    expect_alike(features(samples, options), expected, std::to_string(static_cast<int>(feature)));
  }
}

TEST(FeatureComputer, OfSilenceConstantsAndShortClipsIsFinite) {
  std::vector<Feature> without_deltas = kAll;
  without_deltas.erase(without_deltas.begin() + 1, without_deltas.begin() + 3);
  const test::Samples clips[] = {{0.5f},
                                 test::Samples(100, 0.0f),
                                 test::Samples(5000, 0.0f),
                                 test::Samples(5000, 0.25f),
                                 test::Samples(5000, -1e-30f),
                                 test::tone(440, 300)};
  for (const test::Samples& clip : clips) {
    for (const float value : features(clip, including(without_deltas))) ASSERT_TRUE(std::isfinite(value));
  }
  FeatureOptions uncentred = including(kAll);
  uncentred.mfcc.center = false;
  uncentred.mfcc.n_fft = 2048;  // longer than the frames of F0, too
  for (const float value : features(test::Samples(8000, 0.1f), uncentred)) ASSERT_TRUE(std::isfinite(value));
}

TEST(FeatureComputer, OfSilenceIsLibrosas) {
  const FeatureOptions options =
      including({Feature::kSpectralCentroid, Feature::kSpectralBandwidth, Feature::kSpectralRolloff,
                 Feature::kSpectralFlatness, Feature::kRms, Feature::kZeroCrossingRate, Feature::kF0});
  const test::Samples out = features(test::Samples(2000, 0.0f), options);
  const test::Samples frame = {0, 0, 0, 1, 0, 0, 0, 0};
  for (size_t i = 0; i < out.size(); i++) EXPECT_NEAR(out[i], frame[i % frame.size()], 1e-4) << i;
}

TEST(FeatureComputer, FindsTheF0OfATone) {
  for (const bool probabilistic : {true, false}) {
    FeatureOptions options = including({Feature::kF0});
    options.f0.probabilistic = probabilistic;
    const test::Samples out = features(test::harmonic_tone(210, 16000), options);
    for (size_t t = 4; t + 4 < out.size() / 2; t++) {
      EXPECT_NEAR(out[2 * t], 210, 0.7) << t;  // of 0.1 semitones, half of one
      EXPECT_EQ(out[2 * t + 1], 1) << t;
    }
  }
}

// The frames of F0 are longer than those of the MFCCs, and centred on the same samples.
TEST(FeatureComputer, KeepsTheFramesOfF0InPlace) {
  test::Samples samples = test::harmonic_tone(150, 16000);
  const test::Samples higher = test::harmonic_tone(300, 16000);
  std::copy(higher.begin() + 8000, higher.end(), samples.begin() + 8000);
  for (const bool center : {true, false}) {
    FeatureOptions options = including({Feature::kF0});
    options.mfcc.center = center;
    const test::Samples out = features(samples, options);
    for (size_t t = 3; t + 3 < out.size() / 2; t++) {
      const double middle = static_cast<double>(t) * 256 + (center ? 0 : 256);
      if (std::fabs(middle - 8000) < 700) continue;
      EXPECT_NEAR(out[2 * t], middle < 8000 ? 150 : 300, 1.5) << center << " " << t;
    }
  }
}

// Of a voice that rises by an octave half way through.
TEST(FeatureComputer, PitchIsRelativeToTheClips) {
  test::Samples samples = test::harmonic_tone(150, 16000);
  const test::Samples higher = test::harmonic_tone(300, 16000);
  std::copy(higher.begin() + 8000, higher.end(), samples.begin() + 8000);
  const FeatureComputer computer(including({Feature::kPitch}));
  const size_t frames = computer.frames(samples.size());
  ASSERT_EQ(computer.coefficients(), 2U);
  test::Samples out(frames * 2);
  computer.compute(samples.data(), samples.size(), out.data());
  const auto pitch = [&out](size_t frame) { return out[2 * frame]; };
  const auto periodicity = [&out](size_t frame) { return out[2 * frame + 1]; };
  const double lower = 12 * std::log2(1.5);
  EXPECT_NEAR(pitch(10) / periodicity(10), lower, 0.05);
  EXPECT_NEAR(pitch(50) / periodicity(50), lower + 12, 0.05);
  EXPECT_GT(periodicity(10), 0.8);

  const test::Samples before = out;
  computer.normalise(out.data(), frames, CepstralNormalisation::kNone);
  EXPECT_EQ(out, before);
  computer.normalise(out.data(), frames, CepstralNormalisation::kMean);
  EXPECT_NEAR(pitch(10), -6 * before[21], 0.4);
  EXPECT_NEAR(pitch(50), 6 * before[101], 0.4);
  double sums[2] = {0, 0};
  for (size_t at = 0; at < out.size(); at++) sums[at % 2] += out[at];
  EXPECT_NEAR(sums[0], 0, 1e-3);
  EXPECT_NEAR(sums[1], 0, 1e-3);
}

TEST(FeatureComputer, SilenceAndNoiseHaveLittlePitch) {
  const FeatureComputer computer(including({Feature::kPitch}));
  test::Samples samples(16000, 0.0f);
  RandomDraw random(3);
  for (size_t k = 8000; k < samples.size(); k++) samples[k] = static_cast<float>(0.1 * random.normal());
  test::Samples out(computer.frames(samples.size()) * 2);
  computer.compute(samples.data(), samples.size(), out.data());
  for (size_t t = 0; t < 28; t++) EXPECT_EQ(out[2 * t], 0) << t;
  for (size_t t = 0; t < out.size() / 2; t++) EXPECT_LT(out[2 * t + 1], 0.5) << t;
  computer.normalise(out.data(), 28, CepstralNormalisation::kMean);  // of frames without any pitch
  for (size_t t = 0; t < 28; t++) EXPECT_EQ(out[2 * t], 0) << t;
}

TEST(FeatureComputer, OnePlanServesManyThreads) {
  const test::Samples samples = test::speech_like(8000);
  const FeatureComputer computer(including(kAll));
  const test::Samples expected = features(samples, including(kAll));
  std::vector<test::Samples> got(3, test::Samples(expected.size()));
  std::vector<std::thread> threads;
  threads.reserve(got.size());
  for (test::Samples& out : got) {
    threads.emplace_back([&] { computer.compute(samples.data(), samples.size(), out.data()); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const test::Samples& out : got) EXPECT_EQ(out, expected);
}

// The code and the message of what is thrown.
std::string thrown_by(const FeatureOptions& options, size_t count) {
  try {
    features(test::Samples(count, 0.1f), options);
  } catch (const Error& error) {
    return std::string(error.code()) + " " + error.what();
  }
  return "nothing";
}

TEST(FeatureComputer, SaysWhatIsWrong) {
  EXPECT_EQ(thrown_by(including({Feature::kDelta}), 2047),
            "INVALID_OPTION delta: expected at least 9 frames (its width), found 8");
  EXPECT_EQ(thrown_by(including({Feature::kDelta}), 2048), "nothing");
  EXPECT_EQ(thrown_by(including({}), 2048),
            "INVALID_OPTION option include: expected at least one feature, found none");
  FeatureOptions options = including({Feature::kSpectralContrast});
  options.spectral.contrast_bands = 7;
  EXPECT_NE(thrown_by(options, 2048).find("INVALID_OPTION option contrastBands: expected octaves below"),
            std::string::npos);
  options = including({Feature::kF0});
  options.f0.frame_length = 200;
  EXPECT_NE(thrown_by(options, 2048).find("INVALID_OPTION option frameLength of F0"), std::string::npos);
  options.f0.frame_length = 0;
  options.f0.f_max = 60;
  EXPECT_NE(thrown_by(options, 2048).find("INVALID_OPTION option fMin of F0"), std::string::npos);
}

}  // namespace
}  // namespace emovox
