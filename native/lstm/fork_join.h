#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace emovox {

// Two tasks at once: one on the calling thread, one on a second, which sleeps in between.
class ForkJoin {
 public:
  ForkJoin();
  ~ForkJoin();
  ForkJoin(const ForkJoin&) = delete;
  ForkJoin& operator=(const ForkJoin&) = delete;

  // The process's, which lives as long as somebody holds it: its thread must not outlive the addon.
  static std::shared_ptr<ForkJoin> shared();

  // task(0) here and task(1) on the other thread, or here too while another caller has that one. Returns when
  // both are done. Tasks do not throw.
  void run(const std::function<void(int)>& task);

 private:
  void work();

  std::mutex in_use_;
  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void(int)>* task_ = nullptr;  // null when there is nothing to do
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace emovox
