#include "dsp/worker_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace emovox {
namespace {

// Written without sleeping for luck, so that it also says something under ThreadSanitizer.

TEST(WorkerPool, WorksOnEveryIndexOnce) {
  for (const size_t threads : {1, 2, 3, 8, 100}) {
    std::vector<std::atomic<int>> times(1000);
    std::atomic<int> ends{0};
    WorkerPool pool(
        times.size(), threads, [&] { return [&](size_t index) { times[index]++; }; }, [&] { ends++; });
    pool.join();
    EXPECT_TRUE(std::all_of(times.begin(), times.end(), [](const auto& count) { return count == 1; }));
    EXPECT_EQ(ends, 1) << threads;
  }
}

TEST(WorkerPool, EndsWithoutWork) {
  std::atomic<int> ends{0};
  WorkerPool pool(0, 4, [] { return [](size_t) { FAIL(); }; }, [&] { ends++; });
  pool.join();
  EXPECT_EQ(ends, 1);
}

TEST(WorkerPool, HasNoMoreThreadsThanIndices) {
  std::atomic<int> threads{0};
  WorkerPool pool(
      3, 50,
      [&] {
        threads++;
        return [](size_t) {};
      },
      [] {});
  pool.join();
  EXPECT_LE(threads, 3);
}

// What a thread's Work keeps needs no lock: ThreadSanitizer would say so if another thread saw it.
TEST(WorkerPool, GivesEachThreadWorkOfItsOwn) {
  std::mutex mutex;
  std::set<std::thread::id> callers;
  std::atomic<size_t> sum{0};
  {
    WorkerPool pool(
        200, 4,
        [&] {
          auto of_this_thread = std::make_shared<size_t>(0);
          return [&, of_this_thread](size_t index) {
            *of_this_thread += index;
            sum += index;
            const std::lock_guard<std::mutex> lock(mutex);
            callers.insert(std::this_thread::get_id());
          };
        },
        [] {});
    pool.join();
  }
  EXPECT_EQ(sum, 199 * 200 / 2);
  EXPECT_EQ(callers.count(std::this_thread::get_id()), 0);
}

TEST(WorkerPool, EndsAfterTheLastWork) {
  for (int round = 0; round < 200; round++) {
    std::atomic<int> done{0};
    std::atomic<int> done_at_end{-1};
    WorkerPool pool(7, 3, [&] { return [&](size_t) { done++; }; }, [&] { done_at_end = done.load(); });
    pool.join();
    EXPECT_EQ(done_at_end, 7);
  }
}

TEST(WorkerPool, StoppedItBeginsNothingElse) {
  std::atomic<int> begun{0};
  std::atomic<bool> stopped{false};
  std::atomic<int> ends{0};
  WorkerPool pool(
      1000000, 3,
      [&] {
        return [&](size_t) {
          begun++;
          while (!stopped) std::this_thread::yield();
        };
      },
      [&] { ends++; });
  while (begun < 3) std::this_thread::yield();
  pool.stop();
  stopped = true;
  pool.join();
  EXPECT_EQ(begun, 3);
  EXPECT_EQ(ends, 1);
}

TEST(WorkerPool, CanBeDestroyedAtAnyTime) {
  for (int round = 0; round < 200; round++) {
    std::atomic<int> ends{0};
    {
      const WorkerPool pool(
          100, 4, [] { return [](size_t) { std::this_thread::yield(); }; }, [&] { ends++; });
      if (round % 2 == 0) std::this_thread::yield();
    }
    EXPECT_EQ(ends, 1);
  }
}

}  // namespace
}  // namespace emovox
