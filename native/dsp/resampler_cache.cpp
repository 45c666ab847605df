#include "resampler_cache.h"

#include <algorithm>
#include <list>
#include <mutex>

namespace emovox {
namespace {

constexpr size_t kMostMemory = 16 << 20;  // bytes
constexpr size_t kMostPlans = 64;

struct Key {
  double from_rate;
  double to_rate;
  ResampleQuality quality;

  bool operator==(const Key& other) const {
    return from_rate == other.from_rate && to_rate == other.to_rate && quality == other.quality;
  }
};

class Cache {
 public:
  // The plan for that key, now the last used; null for none.
  std::shared_ptr<const Resampler> find(const Key& key) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& candidate) { return candidate.key == key; });
    if (entry == entries_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, entry);
    return entry->resampler;
  }

  // Two threads may have planned the same; the older of the two is dropped in time.
  void keep(const Key& key, std::shared_ptr<const Resampler> resampler) {
    const std::lock_guard<std::mutex> lock(mutex_);
    memory_ += resampler->memory();
    entries_.push_front({key, std::move(resampler)});
    while (entries_.size() > 1 && (memory_ > kMostMemory || entries_.size() > kMostPlans)) {
      memory_ -= entries_.back().resampler->memory();
      entries_.pop_back();
    }
  }

 private:
  struct Entry {
    Key key;
    std::shared_ptr<const Resampler> resampler;
  };
  std::mutex mutex_;
  std::list<Entry> entries_;  // last used first
  size_t memory_ = 0;
};

}  // namespace

std::shared_ptr<const Resampler> planned_resampler(double from_rate, double to_rate,
                                                   ResampleQuality quality) {
  static Cache cache;
  const Key key = {from_rate, to_rate, quality};
  if (std::shared_ptr<const Resampler> known = cache.find(key)) return known;
  // Not under the lock: the others need not wait.
  auto planned = std::make_shared<const Resampler>(from_rate, to_rate, quality);
  cache.keep(key, planned);
  return planned;
}

}  // namespace emovox
