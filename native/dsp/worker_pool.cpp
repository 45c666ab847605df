#include "worker_pool.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "error.h"

namespace emovox {

WorkerPool::WorkerPool(size_t count, size_t threads, MakeWork make_work, OnEnd on_end)
    : count_(count), make_work_(std::move(make_work)), on_end_(std::move(on_end)) {
  const size_t wanted = std::max<size_t>(1, std::min(threads, count));
  threads_.reserve(wanted);
  while (threads_.size() < wanted) {
    running_++;
    try {
      threads_.emplace_back([this] { run(); });
    } catch (const std::system_error& refused) {
      running_--;
      if (threads_.empty())
        throw Error("INTERNAL", std::string("expected a thread to work on, found none: ") + refused.what());
      break;
    }
  }
  // A thread that ends before the last has started is not the last to end.
  if (--running_ == 0) on_end_();
}

WorkerPool::~WorkerPool() {
  stop();
  join();
}

void WorkerPool::join() {
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

void WorkerPool::run() {
  {
    const Work work = make_work_();
    while (!stopping_) {
      const size_t index = next_++;
      if (index >= count_) break;
      work(index);
    }
  }
  if (--running_ == 0) on_end_();
}

}  // namespace emovox
