// What all threads share without knowing it: plans that are kept, tables that are made when they are first
// needed. Each test is worth most under ThreadSanitizer (npm run test:native:tsan), and alone: state is made
// but once a process.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "dsp/clip_pipeline.h"
#include "dsp/interpolator.h"
#include "dsp/resampler_cache.h"
#include "dsp/time_stretch.h"
#include "signals.h"
#include "simd/kernels.h"

namespace emovox {
namespace {

constexpr int kThreads = 4;

// Calls work(0), work(1), ... on threads of their own, which begin as nearly at once as can be.
void at_once(const std::function<void(int)>& work) {
  std::atomic<int> ready = 0;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int thread = 0; thread < kThreads; thread++) {
    threads.emplace_back([&, thread] {
      ready++;
      while (ready < kThreads) std::this_thread::yield();
      work(thread);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(SharedState, KernelsAreChosenOnce) {
  std::vector<const simd::Kernels*> chosen(kThreads);
  at_once([&](int thread) { chosen[thread] = &simd::kernels(); });
  for (const simd::Kernels* kernels : chosen) EXPECT_EQ(kernels, chosen[0]);
}

TEST(SharedState, TheInterpolatorIsMadeOnce) {
  std::vector<const Interpolator*> made(kThreads);
  at_once([&](int thread) { made[thread] = &Interpolator::instance(); });
  for (const Interpolator* interpolator : made) EXPECT_EQ(interpolator, made[0]);
}

// More ratios than are kept, so that plans are dropped while others still use them.
TEST(SharedState, ResamplersAreDroppedWhileTheyAreUsed) {
  const test::Samples tone = test::tone(440, 400);
  constexpr int kRates = 80;
  std::vector<std::vector<test::Samples>> results(kThreads, std::vector<test::Samples>(kRates));
  at_once([&](int thread) {
    for (int k = 0; k < kRates; k++) {
      const int rate = (k * 7 + thread * 20) % kRates;  // each in an order of its own
      const auto resampler = planned_resampler(8000 + 10.5 * rate, 16000, ResampleQuality::kFast);
      test::Samples& result = results[thread][rate];
      result.resize(resampler->output_length(tone.size()));
      resampler->process(tone.data(), tone.size(), result.data());
    }
  });
  for (const auto& result : results) EXPECT_EQ(result, results[0]);
}

TEST(SharedState, EveryWayOfResamplingAtOnce) {
  const test::Samples tone = test::tone(440, 2000);
  const std::vector<double> rates = {8000, 44100, 48000, 24414, 22050.5, 384000};
  const std::vector<ResampleQuality> qualities = {ResampleQuality::kFast, ResampleQuality::kMedium,
                                                  ResampleQuality::kBest};
  std::vector<std::vector<test::Samples>> results(kThreads);
  at_once([&](int thread) {
    for (const double rate : rates) {
      for (const ResampleQuality quality : qualities)
        results[thread].push_back(resample(tone.data(), tone.size(), rate, 16000, quality));
    }
  });
  for (const auto& result : results) EXPECT_EQ(result, results[0]);
}

TEST(SharedState, StretchesAtOnce) {
  const test::Samples voice = test::speech_like(4000);
  std::vector<test::Samples> results(kThreads);
  at_once([&](int thread) { results[thread] = time_stretch(voice.data(), voice.size(), 1.1, 512); });
  for (const test::Samples& result : results) EXPECT_EQ(result, results[0]);
}

TEST(SharedState, PipelinesOfTheirOwnAtOnce) {
  const RecordedSamples recorded = {test::speech_like(6000), 24414};
  const std::vector<ClipCopy> copies = {{}, {1.1, {}, {}}, {{}, 2.0, {}}, {{}, {}, 10.0, 1}};
  std::vector<std::vector<float>> results(kThreads);
  at_once([&](int thread) {
    ClipPipelineOptions options;
    options.clip_samples = 4000;
    results[thread] = ClipPipeline(options).run(recorded, copies).data;
  });
  for (const auto& result : results) EXPECT_EQ(result, results[0]);
}

}  // namespace
}  // namespace emovox
