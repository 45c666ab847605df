#include "dsp/mfcc.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>
#include <thread>

#include "dsp/error.h"
#include "golden.h"
#include "signals.h"

namespace emovox {
namespace {

using Change = std::function<void(MfccOptions&)>;

std::vector<float> mfcc(const std::vector<float>& samples, const MfccOptions& options,
                        const simd::Kernels& kernels = simd::kernels()) {
  const Mfcc plan(options, kernels);
  std::vector<float> out(plan.frames(samples.size()) * plan.coefficients());
  plan.compute(samples.data(), samples.size(), out.data());
  return out;
}

struct Case {
  std::string name;  // in test/features/golden/mfcc.py, which has the same options
  Change change;
};

const std::vector<Case> kCases = {
    {"default", [](MfccOptions&) {}},
    {"large",
     [](MfccOptions& o) {
       o.n_fft = 2048;
       o.hop_length = 512;
       o.n_mels = 128;
       o.n_mfcc = 20;
     }},
    {"speech",
     [](MfccOptions& o) {
       o.n_fft = 400;
       o.hop_length = 160;
       o.window = WindowType::kHamming;
       o.pad_mode = PadMode::kReflect;
       o.lifter = 22;
     }},
    {"htk",
     [](MfccOptions& o) {
       o.win_length = 400;
       o.htk = true;
       o.mel_norm_slaney = false;
       o.pad_mode = PadMode::kEdge;
       o.window = WindowType::kBlackman;
     }},
    {"uncentered",
     [](MfccOptions& o) {
       o.center = false;
       o.f_min = 80;
       o.f_max = 7600;
       o.dct_type = 3;
       o.dct_ortho = false;
       o.power = 1;
     }},
    {"odd",
     [](MfccOptions& o) {
       o.n_fft = 511;
       o.win_length = 401;
       o.window = WindowType::kRectangular;
       o.pad_mode = PadMode::kReflect;
       o.top_db = 50;
     }},
    {"dct1",
     [](MfccOptions& o) {
       o.dct_type = 1;
       o.n_mels = 26;
       o.amin = 1e-5;
       o.top_db = -1;
       o.power = 1.5;
     }},
    {"prime",
     [](MfccOptions& o) {
       o.n_fft = 1018;
       o.hop_length = 333;
       o.dct_ortho = false;
       o.n_mfcc = 40;
     }},
};

TEST(Mfcc, IsLibrosas) {
  const std::vector<float> samples = test::golden("test/features/golden/mfcc_signal.f32");
  for (const Case& c : kCases) {
    MfccOptions options;
    c.change(options);
    const std::vector<float> expected = test::golden("test/features/golden/mfcc_" + c.name + ".f32");
    for (const simd::Kernels* kernels : simd::available_kernels()) {
      EXPECT_LT(test::largest_difference(mfcc(samples, options, *kernels), expected), 1e-3)
          << c.name << ", " << kernels->isa;
    }
  }
}

TEST(Mfcc, DoesNotDependOnTheInstructionSet) {
  const std::vector<float> samples = test::speech_like(48000);
  for (const int n_fft : {2, 4, 6, 8, 14, 16, 30, 32, 64, 400, 512, 1018, 1024, 2048, 2600}) {
    MfccOptions options;
    options.n_fft = n_fft;
    options.hop_length = n_fft / 2 + 1;
    const std::vector<float> expected = mfcc(samples, options, *simd::available_kernels().front());
    for (const simd::Kernels* kernels : simd::available_kernels()) {
      EXPECT_EQ(mfcc(samples, options, *kernels), expected) << n_fft << ", " << kernels->isa;
    }
  }
}

// Groups of frames that are not full, and frames of which both ends need padding.
TEST(Mfcc, OfFewFramesIsTheSameForEveryInstructionSet) {
  const std::vector<float> samples = test::speech_like(6000);
  MfccOptions options;
  for (const PadMode mode : {PadMode::kConstant, PadMode::kReflect, PadMode::kEdge}) {
    options.pad_mode = mode;
    for (size_t count = 300; count <= samples.size(); count += 371) {
      const std::vector<float> clip(samples.begin(), samples.begin() + static_cast<ptrdiff_t>(count));
      const std::vector<float> expected = mfcc(clip, options, *simd::available_kernels().front());
      for (const simd::Kernels* kernels : simd::available_kernels()) {
        EXPECT_EQ(mfcc(clip, options, *kernels), expected) << count;
      }
    }
  }
}

// A loud low tone over faint noise: in single precision the bands of the noise would be off by 0.01 dB.
TEST(Mfcc, OfAWideRangeIsTheSameForEveryInstructionSet) {
  std::vector<float> samples = test::speech_like(16000);
  for (size_t i = 0; i < samples.size(); i++) {
    samples[i] = static_cast<float>(0.9 * std::sin(0.02 * static_cast<double>(i)) + 1e-4 * samples[i]);
  }
  MfccOptions options;
  options.window = WindowType::kBlackman;
  options.top_db = -1;
  const std::vector<float> expected = mfcc(samples, options, *simd::available_kernels().front());
  for (const simd::Kernels* kernels : simd::available_kernels()) {
    EXPECT_EQ(mfcc(samples, options, *kernels), expected) << kernels->isa;
  }
}

TEST(Mfcc, CountsFramesAsLibrosa) {
  MfccOptions options;  // n_fft 512, hop 256
  EXPECT_EQ(Mfcc(options).frames(0), 0U);
  EXPECT_EQ(Mfcc(options).frames(1), 1U);
  EXPECT_EQ(Mfcc(options).frames(255), 1U);
  EXPECT_EQ(Mfcc(options).frames(256), 2U);
  EXPECT_EQ(Mfcc(options).frames(48000), 188U);
  options.center = false;
  EXPECT_EQ(Mfcc(options).frames(511), 0U);
  EXPECT_EQ(Mfcc(options).frames(512), 1U);
  EXPECT_EQ(Mfcc(options).frames(768), 2U);
}

TEST(Mfcc, SilenceIsTheFloor) {
  MfccOptions options;
  options.n_mfcc = 3;
  const std::vector<float> out = mfcc(std::vector<float>(1000, 0.0f), options);
  for (size_t i = 0; i < out.size(); i++) {
    EXPECT_NEAR(out[i], i % 3 == 0 ? -100 * std::sqrt(40) : 0, 1e-3);  // 10 log10(1e-10) in all bands
  }
}

TEST(Mfcc, OneSampleIsOneFrame) {
  for (const float value : mfcc({0.5f}, {})) EXPECT_TRUE(std::isfinite(value));
}

TEST(Mfcc, OnePlanServesManyThreads) {
  const std::vector<float> samples = test::speech_like(8000);
  const Mfcc plan({});
  const std::vector<float> expected = mfcc(samples, {});
  std::vector<std::vector<float>> got(4, std::vector<float>(expected.size()));
  std::vector<std::thread> threads;
  threads.reserve(got.size());
  for (std::vector<float>& out : got) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; i++) plan.compute(samples.data(), samples.size(), out.data());
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<float>& out : got) EXPECT_EQ(out, expected);
}

// The code and the message of what is thrown.
std::string thrown_by(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return std::string(error.code()) + " " + error.what();
  }
  return "nothing";
}

TEST(Mfcc, NamesTheOptionThatIsWrong) {
  const std::vector<std::pair<Change, std::string>> wrong = {
      {[](MfccOptions& o) { o.n_mfcc = 41; }, "option nMfcc: expected 1 to nMels (40), found 41"},
      {[](MfccOptions& o) { o.win_length = 513; }, "option winLength: expected 1 to nFft (512), found 513"},
      {[](MfccOptions& o) { o.f_max = 8000.5; },
       "option fMax: expected at most half the sample rate (8000 Hz), found 8000.5"},
      {[](MfccOptions& o) { o.f_min = 8000; },
       "option fMin: expected 0 or more and below fMax (8000 Hz), found 8000"},
      {[](MfccOptions& o) { o.hop_length = 0; }, "option hopLength: expected at least 1, found 0"},
      {[](MfccOptions& o) { o.n_fft = 1; }, "option nFft: expected at least 2, found 1"},
      {[](MfccOptions& o) { o.dct_type = 4; }, "option dctType: expected 1, 2 or 3, found 4"},
      {[](MfccOptions& o) { o.power = 0; }, "option power: expected a positive number, found 0"},
      {[](MfccOptions& o) { o.amin = std::nan(""); }, "option amin: expected a positive number, found nan"},
      {[](MfccOptions& o) { o.sample_rate = 0; },
       "option sampleRate: expected a positive number of Hz, found 0"},
      {[](MfccOptions& o) { o.lifter = -1; }, "option lifter: expected 0 or more, found -1"},
  };
  for (const auto& [change, message] : wrong) {
    MfccOptions options;
    change(options);
    EXPECT_EQ(thrown_by([&options = options] { const Mfcc plan(options); }), "INVALID_OPTION " + message);
  }
}

TEST(Mfcc, SaysWhatIsWrongWithTheSamples) {
  EXPECT_EQ(thrown_by([] { mfcc({}, {}); }), "EMPTY_AUDIO samples: expected at least one, found none");
  MfccOptions options;
  options.center = false;
  EXPECT_EQ(thrown_by([&] { mfcc(std::vector<float>(511, 0.1f), options); }),
            "EMPTY_AUDIO samples: expected at least nFft (512) for frames that are not centred, found 511");
  options.center = true;
  options.pad_mode = PadMode::kReflect;
  EXPECT_EQ(thrown_by([&] { mfcc(std::vector<float>(256, 0.1f), options); }),
            "INVALID_OPTION option padMode: expected more than nFft / 2 (256) samples to reflect, found 256");
  EXPECT_EQ(thrown_by([&] { mfcc(std::vector<float>(257, 0.1f), options); }), "nothing");

  std::vector<float> samples(1000, 0.1f);
  samples[7] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(thrown_by([&] { mfcc(samples, {}); }),
            "NON_FINITE samples: expected finite numbers, found NaN at index 7");
  samples[3] = -std::numeric_limits<float>::infinity();
  EXPECT_EQ(thrown_by([&] { mfcc(samples, {}); }),
            "NON_FINITE samples: expected finite numbers, found infinity at index 3");
  EXPECT_EQ(thrown_by([&] { mfcc(std::vector<float>(1000, 1e30f), {}); }).substr(0, 10), "NON_FINITE");
}

}  // namespace
}  // namespace emovox
