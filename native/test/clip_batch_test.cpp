#include "dsp/clip_batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <string>
#include <vector>

#include "signals.h"
#include "throws_error.h"
#include "wav_bytes.h"

namespace emovox {
namespace {

using test::error_of;

// The caller's side of a batch: waits for the bell, and takes what there is.
class Taker {
 public:
  Taker(const std::shared_ptr<const ClipPipeline>& pipeline, std::vector<BatchItem> items, size_t threads)
      : batch(pipeline, std::move(items), threads, [this] { ring(); }) {}

  // The outcomes of one ring.
  std::vector<BatchOutcome> wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    bell_.wait(lock, [this] { return rung_; });
    rung_ = false;
    lock.unlock();
    ClipBatch::Taken taken = batch.take();
    over = taken.over;
    rings++;
    return std::move(taken.outcomes);
  }

  // All of them, by index.
  std::vector<BatchOutcome> wait_for_all() {
    std::vector<BatchOutcome> all;
    while (!over)
      for (BatchOutcome& outcome : wait()) all.push_back(std::move(outcome));
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
    return all;
  }

  bool over = false;
  int rings = 0;

 private:
  void ring() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      rung_ = true;
    }
    bell_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable bell_;
  bool rung_ = false;

 public:
  ClipBatch batch;  // last: its threads ring at once
};

std::shared_ptr<const ClipPipeline> short_clips() {
  ClipPipelineOptions options;
  options.clip_samples = 4000;
  return std::make_shared<const ClipPipeline>(options);
}

ClipCopy noisy(uint64_t seed) {
  ClipCopy copy;
  copy.noise_snr_db = 10;
  copy.noise_seed = seed;
  return copy;
}

ClipCopy stretched(double rate) {
  ClipCopy copy;
  copy.stretch_rate = rate;
  return copy;
}

// Tones of several rates and lengths, with 1 to 3 copies.
std::vector<BatchItem> items_of(size_t count) {
  constexpr double kRates[] = {16000, 22050, 24414, 48000};
  std::vector<BatchItem> items;
  for (size_t k = 0; k < count; k++) {
    const std::vector<ClipCopy> copies = {ClipCopy{}, noisy(k), stretched(1.1)};
    items.push_back({RecordedSamples{test::tone(200 + 5.0 * (k % 60), 1000 + 37 * (k % 60)), kRates[k % 4]},
                     {copies.begin(), copies.begin() + 1 + k % 3}});
  }
  return items;
}

TEST(ClipBatch, GivesWhatThePipelineGivesWithAnyNumberOfThreads) {
  const auto pipeline = short_clips();
  const std::vector<BatchItem> items = items_of(24);
  for (const size_t threads : {1, 2, 3, 8}) {
    Taker taker(pipeline, items, threads);
    const std::vector<BatchOutcome> outcomes = taker.wait_for_all();
    ASSERT_EQ(outcomes.size(), items.size());
    for (size_t k = 0; k < items.size(); k++) {
      ASSERT_EQ(outcomes[k].index, k);
      ASSERT_FALSE(outcomes[k].error);
      const ClipFeatures alone = pipeline->run(items[k].recorded, items[k].copies);
      EXPECT_EQ(outcomes[k].features.data, alone.data) << threads << " threads, item " << k;
      EXPECT_EQ(outcomes[k].features.facts.clip_seconds, alone.facts.clip_seconds);
    }
  }
}

TEST(ClipBatch, AnErrorIsAnOutcomeAndTheRestGoesOn) {
  std::vector<BatchItem> items = items_of(9);
  items[2].recorded = RecordedFile{"no such file"};
  items[5].recorded = RecordedBytes{{1, 2, 3}};
  items[8].recorded = RecordedSamples{{}, 16000};
  Taker taker(short_clips(), items, 2);
  const std::vector<BatchOutcome> outcomes = taker.wait_for_all();
  ASSERT_EQ(outcomes.size(), 9);
  const auto rethrow = [&](size_t index) { std::rethrow_exception(outcomes[index].error); };
  EXPECT_EQ(error_of("FILE_NOT_FOUND", [&] { rethrow(2); }), "no such file: no such file");
  error_of("NOT_AUDIO", [&] { rethrow(5); });
  error_of("EMPTY_AUDIO", [&] { rethrow(8); });
  for (const BatchOutcome& outcome : outcomes) {
    EXPECT_EQ(static_cast<bool>(outcome.error), outcome.index % 3 == 2);
    EXPECT_EQ(outcome.features.data.empty(), outcome.index % 3 == 2);
  }
}

TEST(ClipBatch, OfNothingIsOverAtOnce) {
  Taker taker(short_clips(), {}, 4);
  EXPECT_TRUE(taker.wait_for_all().empty());
  EXPECT_EQ(taker.rings, 1);
}

TEST(ClipBatch, StoppedItGivesWhatWasInWork) {
  const auto pipeline = short_clips();
  const std::vector<BatchItem> items = items_of(3000);
  Taker taker(pipeline, items, 3);
  std::vector<BatchOutcome> outcomes = taker.wait();
  taker.batch.stop();
  for (BatchOutcome& outcome : taker.wait_for_all()) outcomes.push_back(std::move(outcome));
  EXPECT_GE(outcomes.size(), 1);
  EXPECT_LT(outcomes.size(), items.size());
  // Indices are taken in order, so nothing in between is missing.
  std::vector<size_t> indices;
  indices.reserve(outcomes.size());
  for (const BatchOutcome& outcome : outcomes) indices.push_back(outcome.index);
  std::sort(indices.begin(), indices.end());
  for (size_t k = 0; k < indices.size(); k++) EXPECT_EQ(indices[k], k);
  for (const BatchOutcome& outcome : outcomes) {
    const BatchItem& item = items[outcome.index];
    EXPECT_EQ(outcome.features.data, pipeline->run(item.recorded, item.copies).data);
  }
}

// Once at the start, then not before its time has come, and once at the end.
TEST(ClipBatch, RingsNoMoreOftenThanItSays) {
  const auto start = std::chrono::steady_clock::now();
  Taker taker(short_clips(), items_of(400), 2);
  EXPECT_EQ(taker.wait_for_all().size(), 400);
  const auto passed = std::chrono::steady_clock::now() - start;
  EXPECT_LE(taker.rings, passed / ClipBatch::kBetweenNotes + 2);
}

TEST(ClipBatch, MemoryIsUsedAgain) {
  const auto pipeline = short_clips();
  const std::vector<BatchItem> items = items_of(100);
  Taker taker(pipeline, items, 2);
  while (!taker.over) {
    std::vector<BatchOutcome> outcomes = taker.wait();
    for (const BatchOutcome& outcome : outcomes) {
      const BatchItem& item = items[outcome.index];
      ASSERT_EQ(outcome.features.data, pipeline->run(item.recorded, item.copies).data) << outcome.index;
    }
    taker.batch.give_back(std::move(outcomes));
  }
}

// Threads that wait for somebody to take what they made are let go.
TEST(ClipBatch, ThreadsWaitWhenNobodyTakesAndAreLetGo) {
  ClipPipelineOptions options;
  options.clip_samples = 8000;
  options.features.mfcc.n_fft = 64;
  options.features.mfcc.n_mels = 13;
  options.features.mfcc.hop_length = 1;
  const auto pipeline = std::make_shared<const ClipPipeline>(options);
  // Each outcome is 33 MB: only a few fit in what may wait.
  const std::vector<ClipCopy> copies(80);
  std::vector<BatchItem> items(40, {RecordedSamples{test::tone(300, 200), 16000}, copies});
  Taker taker(pipeline, items, 2);
  const size_t bytes = copies.size() * pipeline->frames() * pipeline->coefficients() * sizeof(float);
  const size_t most = ClipBatch::kMostWaiting / bytes + 3;  // one more, and one in work for each thread
  size_t finished = 0;
  while (finished < 2 * most) {
    const size_t taken = taker.wait().size();
    EXPECT_LE(taken, most);
    finished += taken;
  }
}

TEST(ClipBatch, CanBeDestroyedAtAnyTime) {
  const auto pipeline = short_clips();
  for (int round = 0; round < 30; round++) {
    Taker taker(pipeline, items_of(100), 3);
    if (round % 3 == 0) taker.wait();
    if (round % 3 == 1) taker.batch.stop();
  }
}

TEST(ClipBatch, AbandonedCopiesAreNoOutcome) {
  const auto pipeline = short_clips();
  const BatchItem item = {RecordedSamples{test::tone(300, 4000), 16000}, {ClipCopy{}, noisy(1)}};
  const std::atomic<bool> abandoned{true};
  ClipPipeline::Memory memory;
  ClipFeatures features;
  EXPECT_FALSE(pipeline->run(item.recorded, item.copies, memory, features, &abandoned));
}

}  // namespace
}  // namespace emovox
