#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "clip_pipeline.h"
#include "worker_pool.h"

namespace emovox {

// One recording of a batch, and what is made of it.
struct BatchItem {
  Recorded recorded;
  std::vector<ClipCopy> copies;
};

// What came of one recording: its features, or why there are none.
struct BatchOutcome {
  size_t index = 0;
  ClipFeatures features;
  std::exception_ptr error;
};

// A pipeline run on many recordings, by threads of its own. A recording that fails is an outcome like any
// other, and the rest goes on. Each outcome depends on its recording alone, so it is the same with any number
// of threads; only the order in which they finish is not.
//
// Memory does not grow with the number of recordings: audio exists for those in work only, and when outcomes
// that nobody has taken have grown to kMostWaiting, the threads wait.
class ClipBatch {
 public:
  static constexpr size_t kMostWaiting = size_t{64} << 20;  // bytes
  static constexpr std::chrono::milliseconds kBetweenNotes{20};

  // notify: called by the threads when there is something to take(): at once for the first outcome, then
  // after kBetweenNotes at the earliest, and never twice without take() in between, but always when all is
  // over. It must return soon, must not throw, and may not call this object.
  ClipBatch(std::shared_ptr<const ClipPipeline> pipeline, std::vector<BatchItem> items, size_t threads,
            std::function<void()> notify);
  ~ClipBatch();  // stops and joins

  struct Taken {
    std::vector<BatchOutcome> outcomes;  // as they finished
    bool over;                           // nothing comes any more
  };
  // What finished since the last call.
  Taken take();
  // Memory of outcomes that are done with, to be used again.
  void give_back(std::vector<BatchOutcome> outcomes);

  // No recording is begun any more; those in work are finished, and are outcomes too. Does not wait.
  void stop();
  // The same, but those in work are left at their next copy: they are not outcomes.
  void abandon();
  // Waits until all threads have ended.
  void join() { pool_->join(); }

 private:
  void run_item(size_t index, ClipPipeline::Memory& memory);
  std::vector<float> spare_memory();
  void put(BatchOutcome outcome);
  void end();

  std::shared_ptr<const ClipPipeline> pipeline_;
  std::vector<BatchItem> items_;
  std::function<void()> notify_;

  std::mutex mutex_;  // of all below
  std::condition_variable taken_;
  std::vector<BatchOutcome> waiting_;
  size_t waiting_bytes_ = 0;
  std::vector<std::vector<float>> spare_;
  std::chrono::steady_clock::time_point last_note_;
  bool noted_ = false;  // since the last take()
  bool stopping_ = false;
  bool over_ = false;

  std::atomic<bool> abandoned_{false};
  std::unique_ptr<WorkerPool> pool_;  // last, as its threads use all of the others
};

}  // namespace emovox
