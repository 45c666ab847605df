#pragma once
#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace emovox {

// Threads of our own that work through the indices 0 .. count - 1: each takes the next one that nobody has
// taken, so the one whose work is short does more of it. Not libuv's pool: that has four threads whatever the
// machine has, and others wait for it.
class WorkerPool {
 public:
  // Works on one index. Must not throw.
  using Work = std::function<void(size_t index)>;
  // Called once by each thread, for its own Work: what that keeps, no other thread sees.
  using MakeWork = std::function<Work()>;
  // Called by the last thread to end, whether all is done or the pool was stopped. Must not wait for the
  // pool.
  using OnEnd = std::function<void()>;

  // No more threads than there are indices, and where the system refuses some, those that it gives; but one
  // at least, even for no indices. Throws INTERNAL when there is none.
  WorkerPool(size_t count, size_t threads, MakeWork make_work, OnEnd on_end);
  ~WorkerPool();  // stops and joins
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // No index is begun any more. Does not wait. Any thread may call it.
  void stop() { stopping_ = true; }
  // Waits until all threads have ended. One thread at a time, and none of the pool's.
  void join();

 private:
  void run();

  size_t count_;
  MakeWork make_work_;
  OnEnd on_end_;
  std::atomic<size_t> next_{0};
  std::atomic<size_t> running_{1};  // the constructor counts as one, until all threads have been started
  std::atomic<bool> stopping_{false};
  std::vector<std::thread> threads_;
};

}  // namespace emovox
