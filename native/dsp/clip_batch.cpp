#include "clip_batch.h"

#include <utility>

namespace emovox {

ClipBatch::ClipBatch(std::shared_ptr<const ClipPipeline> pipeline, std::vector<BatchItem> items,
                     size_t threads, std::function<void()> notify)
    : pipeline_(std::move(pipeline)), items_(std::move(items)), notify_(std::move(notify)) {
  const auto make_work = [this]() -> WorkerPool::Work {
    return
        [this, memory = std::make_shared<ClipPipeline::Memory>()](size_t index) { run_item(index, *memory); };
  };
  pool_ = std::make_unique<WorkerPool>(items_.size(), threads, make_work, [this] { end(); });
}

ClipBatch::~ClipBatch() { abandon(); }

void ClipBatch::run_item(size_t index, ClipPipeline::Memory& memory) {
  BatchItem& item = items_[index];
  BatchOutcome outcome;
  outcome.index = index;
  try {
    outcome.features.data = spare_memory();
    const bool whole = pipeline_->run(item.recorded, item.copies, memory, outcome.features, &abandoned_);
    if (!whole) return;
  } catch (...) {
    outcome.features.data.clear();
    outcome.error = std::current_exception();
  }
  item = {};  // the caller's samples are not needed any more
  put(std::move(outcome));
}

std::vector<float> ClipBatch::spare_memory() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (spare_.empty()) return {};
  std::vector<float> memory = std::move(spare_.back());
  spare_.pop_back();
  return memory;
}

void ClipBatch::put(BatchOutcome outcome) {
  bool note = false;
  {
    std::unique_lock<std::mutex> lock(mutex_);
    waiting_bytes_ += outcome.features.data.size() * sizeof(float);
    waiting_.push_back(std::move(outcome));
    const bool full = waiting_bytes_ >= kMostWaiting;
    const auto now = std::chrono::steady_clock::now();
    if (!noted_ && (full || now - last_note_ >= kBetweenNotes)) {
      noted_ = note = true;
      last_note_ = now;
    }
  }
  if (note) notify_();
  std::unique_lock<std::mutex> lock(mutex_);
  taken_.wait(lock, [this] { return waiting_bytes_ < kMostWaiting || stopping_; });
}

void ClipBatch::end() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    over_ = true;
  }
  notify_();
}

ClipBatch::Taken ClipBatch::take() {
  Taken taken;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    taken.outcomes.swap(waiting_);
    waiting_bytes_ = 0;
    noted_ = false;
    taken.over = over_;
  }
  taken_.notify_all();
  return taken;
}

void ClipBatch::give_back(std::vector<BatchOutcome> outcomes) {
  constexpr size_t kMostSpare = 64;
  constexpr size_t kLargestSpare = size_t{1} << 18;  // floats
  const std::lock_guard<std::mutex> lock(mutex_);
  for (BatchOutcome& outcome : outcomes) {
    std::vector<float>& memory = outcome.features.data;
    if (spare_.size() == kMostSpare) return;
    if (memory.capacity() > 0 && memory.capacity() <= kLargestSpare) spare_.push_back(std::move(memory));
  }
}

void ClipBatch::stop() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  pool_->stop();
  taken_.notify_all();
}

void ClipBatch::abandon() {
  abandoned_ = true;
  stop();
}

}  // namespace emovox
