#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

// So many sums, whatever the number of lanes, and added up in one order: the same bits everywhere.
constexpr int kSums = kMostLanes;
constexpr int kVectors = kSums / kLanes;

struct Sums {
  Floats of[kVectors] = {};

  // Of kSums samples, times scale.
  void add(const float* samples, float scale) {
    for (int v = 0; v < kVectors; v++) {
      const Floats sample = load(samples + ptrdiff_t{v} * kLanes) * scale;
      of[v] += product(sample, sample);
    }
  }
  // Of the differences of kSums samples from `later` on and as many from `earlier` on.
  void add(const float* later, const float* earlier, float scale) {
    for (int v = 0; v < kVectors; v++) {
      const Floats difference =
          (load(later + ptrdiff_t{v} * kLanes) - load(earlier + ptrdiff_t{v} * kLanes)) * scale;
      of[v] += product(difference, difference);
    }
  }
  float total() const {
    float lanes[kSums];
    memcpy(lanes, of, sizeof(lanes));
    for (int step = kSums / 2; step > 0; step /= 2) {
      for (int i = 0; i < step; i++) lanes[i] += lanes[i + step];
    }
    return lanes[0];
  }
};

}  // namespace

// energies, of blocks of `block` samples and of what is left at the end: the sum of the squares of
// scale (x[i] - x[i - 1]). The first sample has none.
void difference_energies(const float* samples, size_t count, size_t block, float scale, float* energies) {
  for (size_t start = 0; start < count; start += block) {
    const size_t end = count - start < block ? count : start + block;
    size_t i = start == 0 ? 1 : start;
    Sums sums;
    for (; i + kSums <= end; i += kSums) sums.add(samples + i, samples + i - 1, scale);
    if (i < end) {
      float later[kSums] = {};
      float earlier[kSums] = {};
      memcpy(later, samples + i, (end - i) * sizeof(float));
      memcpy(earlier, samples + i - 1, (end - i) * sizeof(float));
      sums.add(later, earlier, scale);
    }
    *energies++ = sums.total();
  }
}

// The same of the samples themselves.
void block_energies(const float* samples, size_t count, size_t block, float scale, float* energies) {
  for (size_t start = 0; start < count; start += block) {
    const size_t end = count - start < block ? count : start + block;
    size_t i = start;
    Sums sums;
    for (; i + kSums <= end; i += kSums) sums.add(samples + i, scale);
    if (i < end) {
      float rest[kSums] = {};
      memcpy(rest, samples + i, (end - i) * sizeof(float));
      sums.add(rest, scale);
    }
    *energies++ = sums.total();
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
