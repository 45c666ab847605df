#include "block_fft.h"

#include <cmath>
#include <map>
#include <mutex>

namespace emovox {
namespace {

constexpr double kTurn = 2 * 3.14159265358979323846;

// Fours first: they cost least.
std::vector<int> radices_of(int size) {
  std::vector<int> radices;
  for (const int radix : {4, 2, 3, 5}) {
    for (; size % radix == 0; size /= radix) radices.push_back(radix);
  }
  return radices;
}

// exp(-2 pi i k / size), k = 0 .. size - 1.
std::vector<double> circle_of(int size) {
  const auto count = static_cast<size_t>(size);
  std::vector<double> circle(2 * count);
  for (size_t k = 0; k < count; k++) {
    circle[2 * k] = std::cos(kTurn * static_cast<double>(k) / size);
    circle[2 * k + 1] = -std::sin(kTurn * static_cast<double>(k) / size);
  }
  return circle;
}

}  // namespace

BlockFft::BlockFft(int size) : size_(size), radices_(radices_of(size)), places_(size) {
  const std::vector<double> circle = circle_of(size);
  int points = size;
  for (const int radix : radices_) {
    const int part = points / radix;
    for (int j = 0; j < part; j++) {
      for (int k = 1; k < radix; k++) {
        const size_t at = static_cast<size_t>(j) * k * (size / points);
        twiddles_.push_back(static_cast<float>(circle[2 * at]));
        twiddles_.push_back(static_cast<float>(circle[2 * at + 1]));
      }
    }
    points = part;
  }
  for (int bin = 0; bin < size; bin++) {
    int rest = bin;
    int part = size;
    for (const int radix : radices_) {
      part /= radix;
      places_[bin] += rest % radix * part;
      rest /= radix;
    }
  }
}

simd::BlockFftPlan BlockFft::plan() const {
  return {size_, static_cast<int>(radices_.size()), radices_.data(), twiddles_.data(), places_.data()};
}

size_t BlockFft::memory() const { return twiddles_.size() * sizeof(float) + places_.size() * sizeof(int); }

std::shared_ptr<const BlockFft> block_fft(int size) {
  static std::mutex mutex;
  static std::map<int, std::weak_ptr<const BlockFft>> known;
  const std::lock_guard<std::mutex> lock(mutex);
  std::shared_ptr<const BlockFft> fft = known[size].lock();
  if (!fft) known[size] = fft = std::make_shared<const BlockFft>(size);
  return fft;
}

}  // namespace emovox
