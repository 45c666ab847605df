#include "transients.h"

#include <algorithm>
#include <numeric>

namespace emovox {
namespace {

constexpr size_t kBlocksPerSpan = 8;
constexpr size_t kLeastBefore = kBlocksPerSpan / 2;  // blocks, to tell a transient from a first glottal pulse
constexpr double kRise = 15;                         // over the mean energy before
constexpr double kAttackDone = 0.5;                  // of the largest energy after
constexpr double kQuietest = 1e-5;                   // of the loudest block: nothing below it counts

}  // namespace

// The difference weighs high frequencies, where an abrupt onset stands out, even against a loud low tone.
std::vector<size_t> find_transients(const float* samples, size_t count, float scale, size_t span,
                                    const simd::Kernels& kernels) {
  const size_t block = std::max<size_t>(span / kBlocksPerSpan, 1);
  std::vector<float> energies((count + block - 1) / block);
  kernels.difference_energies(samples, count, block, scale, energies.data());
  std::vector<size_t> found;
  if (energies.empty()) return found;
  const double quietest = kQuietest * *std::max_element(energies.begin(), energies.end());

  size_t next_allowed = kLeastBefore;
  for (size_t b = kLeastBefore; b < energies.size(); b++) {
    const auto here = energies.begin() + static_cast<ptrdiff_t>(b);
    const auto first = here - static_cast<ptrdiff_t>(std::min(b, kBlocksPerSpan));
    const auto last = here + static_cast<ptrdiff_t>(std::min(energies.size() - b, kBlocksPerSpan));
    const double before = std::accumulate(first, here, 0.0) / static_cast<double>(here - first);
    const auto strongest = std::max_element(here, std::min(here + 2, last));
    const double after = *std::max_element(here, last);
    if (b < next_allowed || *strongest <= quietest) continue;
    if (*strongest <= kRise * before || *strongest < kAttackDone * after) continue;
    const size_t middle = static_cast<size_t>(strongest - energies.begin()) * block + block / 2;
    found.push_back(std::min(middle, count - 1));
    next_allowed = b + kBlocksPerSpan;
  }
  return found;
}

}  // namespace emovox
