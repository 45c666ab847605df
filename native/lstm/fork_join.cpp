#include "lstm/fork_join.h"

namespace emovox {

ForkJoin::ForkJoin() : thread_([this] { work(); }) {}

ForkJoin::~ForkJoin() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::shared_ptr<ForkJoin> ForkJoin::shared() {
  static std::mutex mutex;
  static std::weak_ptr<ForkJoin> existing;
  const std::lock_guard<std::mutex> lock(mutex);
  std::shared_ptr<ForkJoin> found = existing.lock();
  if (!found) {
    found = std::make_shared<ForkJoin>();
    existing = found;
  }
  return found;
}

void ForkJoin::run(const std::function<void(int)>& task) {
  const std::unique_lock<std::mutex> mine(in_use_, std::try_to_lock);
  if (!mine.owns_lock()) {
    task(0);
    task(1);
    return;
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    task_ = &task;
  }
  changed_.notify_all();
  task(0);
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return task_ == nullptr; });
}

void ForkJoin::work() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || task_ != nullptr; });
    if (stopping_) return;
    const std::function<void(int)>* task = task_;
    lock.unlock();
    (*task)(1);
    lock.lock();
    task_ = nullptr;
    changed_.notify_all();
  }
}

}  // namespace emovox
