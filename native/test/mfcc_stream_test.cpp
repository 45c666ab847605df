#include "dsp/mfcc_stream.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <random>
#include <string>

#include "dsp/resample.h"
#include "signals.h"
#include "throws_error.h"

namespace emovox {
namespace {

using test::Samples;
using Change = std::function<void(MfccOptions&)>;

struct Case {
  std::string name;
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
       o.pad_mode = PadMode::kEdge;
     }},
    {"reflected, in double",
     [](MfccOptions& o) {
       o.n_fft = 400;
       o.hop_length = 160;
       o.window = WindowType::kHamming;
       o.pad_mode = PadMode::kReflect;
       o.lifter = 22;
     }},
    // After a whole number of hops the last frame reflects half of itself and one sample before it.
    {"reflected, of even size", [](MfccOptions& o) { o.pad_mode = PadMode::kReflect; }},
    {"reflected, close together",
     [](MfccOptions& o) {
       o.hop_length = 64;
       o.pad_mode = PadMode::kReflect;
     }},
    {"reflected, of odd size, far apart",
     [](MfccOptions& o) {
       o.n_fft = 511;
       o.hop_length = 700;
       o.pad_mode = PadMode::kReflect;
     }},
    {"not centred",
     [](MfccOptions& o) {
       o.center = false;
       o.power = 1;
       o.dct_type = 3;
     }},
    {"not centred, far apart",
     [](MfccOptions& o) {
       o.center = false;
       o.n_fft = 64;
       o.hop_length = 5000;
       o.n_mels = 20;
     }},
    {"dense",
     [](MfccOptions& o) {
       o.n_fft = 128;
       o.hop_length = 1;
       o.n_mels = 20;
       o.pad_mode = PadMode::kEdge;
     }},
};

MfccOptions options_of(const Case& c) {
  MfccOptions options;
  options.top_db = -1;
  c.change(options);
  return options;
}

Samples batch(const Samples& samples, const MfccOptions& options) {
  const Mfcc plan(options);
  Samples out(plan.frames(samples.size()) * plan.coefficients());
  plan.compute(samples.data(), samples.size(), out.data());
  return out;
}

void add(Samples& all, const Samples& rows) { all.insert(all.end(), rows.begin(), rows.end()); }

// The frames of a signal pushed in pieces of up to `most` samples, empty ones among them.
Samples streamed(MfccStream& stream, const Samples& samples, size_t most, uint32_t seed = 1) {
  std::mt19937 random(seed);
  Samples all;
  for (size_t done = 0; done < samples.size();) {
    const size_t piece = std::min<size_t>(most == 1 ? 1 : random() % (most + 1), samples.size() - done);
    add(all, stream.push(samples.data() + done, piece));
    done += piece;
  }
  add(all, stream.flush());
  return all;
}

Samples streamed(const Samples& samples, const MfccOptions& options, size_t most, uint32_t seed = 1) {
  MfccStream stream(options, options.sample_rate, ResampleQuality::kBest);
  return streamed(stream, samples, most, seed);
}

TEST(MfccStream, HasTheBatchsFramesToTheBitHoweverItIsCut) {
  for (const Case& c : kCases) {
    const MfccOptions options = options_of(c);
    for (const size_t count : {600, 5001, 8192, 9111}) {
      const Samples samples = test::speech_like(count);
      const Samples expected = batch(samples, options);
      for (const size_t most : {1, 7, 160, 1000, 100000}) {
        EXPECT_EQ(streamed(samples, options, most, static_cast<uint32_t>(count + most)), expected)
            << c.name << ", " << count << " samples in pieces of up to " << most;
      }
    }
  }
}

// Every length around the size of a frame, where padding at the two ends meets.
TEST(MfccStream, HasTheBatchsFramesOfShortSignals) {
  for (const Case& c : kCases) {
    const MfccOptions options = options_of(c);
    const Mfcc plan(options);
    for (size_t count = 1; count < 1100; count += 1 + count / 37) {
      const Samples samples = test::speech_like(count);
      if (options.pad_mode == PadMode::kReflect && count <= static_cast<size_t>(options.n_fft) / 2) {
        EXPECT_NE(test::error_of("INVALID_OPTION", [&] { streamed(samples, options, 50); }).find("padMode"),
                  std::string::npos);
      } else if (plan.frames(count) == 0) {
        EXPECT_TRUE(streamed(samples, options, 50).empty());
      } else {
        EXPECT_EQ(streamed(samples, options, 50, static_cast<uint32_t>(count)), batch(samples, options))
            << c.name << ", " << count << " samples";
      }
    }
  }
}

struct Rates {
  double pushed;
  double features;
};

class ResampledMfccStream : public testing::TestWithParam<Rates> {};

TEST_P(ResampledMfccStream, HasTheFramesOfTheResampledSignal) {
  const auto [pushed, rate] = GetParam();
  const Samples samples = test::speech_like(static_cast<size_t>(0.7 * pushed));
  MfccOptions options;
  options.sample_rate = rate;
  options.top_db = -1;
  // Speech that was recorded has no silence of -200 dB, which would only show the noise of the resamplers.
  options.amin = 1e-6;
  for (const auto quality : {ResampleQuality::kBest, ResampleQuality::kMedium, ResampleQuality::kFast}) {
    const Samples expected = batch(resample(samples.data(), samples.size(), pushed, rate, quality), options);
    MfccStream stream(options, pushed, quality);
    const Samples whole = streamed(stream, samples, samples.size());
    EXPECT_LT(test::largest_difference(whole, expected), 1e-3);
    for (const size_t most : {1, 441, 5000}) {
      stream.reset();
      EXPECT_EQ(streamed(stream, samples, most), whole) << "in pieces of up to " << most;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(OfRates, ResampledMfccStream,
                         testing::Values(Rates{48000, 16000}, Rates{44100, 16000}, Rates{24414, 16000},
                                         Rates{8000, 16000}, Rates{11025.5, 8000}));

// The frame of a time comes latency() samples later, and not much earlier either.
TEST(MfccStream, IsAsLateAsItSays) {
  for (const Rates rates : {Rates{16000, 16000}, Rates{48000, 16000}, Rates{44100, 16000}, Rates{8000, 16000},
                            Rates{24414, 16000}}) {
    for (const bool center : {true, false}) {
      MfccOptions options;
      options.center = center;
      options.top_db = -1;
      MfccStream stream(options, rates.pushed, ResampleQuality::kBest);
      const auto latency = static_cast<double>(stream.latency());
      const Samples samples = test::speech_like(20000);
      size_t frames = 0;
      for (size_t i = 0; i < samples.size(); i++) {
        for (size_t k = stream.push(&samples[i], 1).size() / stream.coefficients(); k > 0; k--, frames++) {
          const double time =
              static_cast<double>(frames) * options.hop_length * rates.pushed / rates.features;
          const double later = static_cast<double>(i + 1) - time;
          EXPECT_LE(later, latency) << rates.pushed;
          EXPECT_GT(later, latency - 2 - 0.02 * latency) << rates.pushed;
        }
      }
      EXPECT_GT(frames, 20u);
    }
  }
}

TEST(MfccStream, DoesNotGrow) {
  for (const Rates rates : {Rates{16000, 16000}, Rates{48000, 16000}, Rates{24414, 16000}}) {
    MfccOptions options;
    options.top_db = -1;
    options.hop_length = 400;
    MfccStream stream(options, rates.pushed, ResampleQuality::kFast);
    const Samples samples = test::speech_like(997);
    size_t after_warm_up = 0;
    for (int i = 0; i < 3000; i++) {
      stream.push(samples.data(), samples.size() - i % 7);
      if (i == 20) after_warm_up = stream.memory();
    }
    EXPECT_EQ(stream.memory(), after_warm_up) << rates.pushed;
    EXPECT_LT(after_warm_up, 3u << 20);
  }
}

TEST(MfccStream, EndsAndBeginsAnew) {
  MfccOptions options;
  options.top_db = -1;
  MfccStream stream(options, 48000, ResampleQuality::kFast);
  const Samples samples = test::speech_like(30000);
  const Samples first = streamed(stream, samples, 500);
  test::error_of("STREAM_ENDED", [&] { stream.push(samples.data(), 1); });
  test::error_of("STREAM_ENDED", [&] { stream.flush(); });
  stream.reset();
  stream.push(samples.data(), 12345);
  stream.reset();
  EXPECT_EQ(streamed(stream, samples, 500), first);
  stream.reset();
  EXPECT_TRUE(stream.flush().empty());
}

TEST(MfccStream, TakesNothingOfAPushWithSamplesThatHaveNoMfcc) {
  MfccOptions options;
  options.top_db = -1;
  MfccStream stream(options, options.sample_rate, ResampleQuality::kBest);
  const Samples samples = test::speech_like(3000);
  Samples all = stream.push(samples.data(), 1000);
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 1e30f}) {
    Samples broken = samples;
    broken[123] = bad;
    const std::string message =
        test::error_of("NON_FINITE", [&] { stream.push(broken.data(), broken.size()); });
    if (!std::isfinite(bad)) {
      EXPECT_NE(message.find("index 123"), std::string::npos);
    }
  }
  add(all, stream.push(samples.data() + 1000, 2000));
  add(all, stream.flush());
  EXPECT_EQ(all, batch(samples, options));
}

TEST(MfccStream, RefusesWhatNeedsTheWholeClip) {
  const std::string message =
      test::error_of("INVALID_OPTION", [] { MfccStream(MfccOptions{}, 16000, ResampleQuality::kBest); });
  EXPECT_NE(message.find("topDb"), std::string::npos);
}

}  // namespace
}  // namespace emovox
