#include "coverage.h"

#include <array>
#include <cstdint>

namespace emovox::fuzz {
namespace {

constexpr size_t kJumps = 1 << 16;  // told apart by a hash

std::array<uint8_t, kJumps> counts;  // of the input that runs
std::array<uint8_t, kJumps> known;   // a bit for each class of counts
thread_local uintptr_t last_block;
size_t known_total = 0;

uint8_t class_of(uint8_t count) {
  constexpr uint8_t kClassEnds[] = {1, 2, 3, 7, 15, 31, 127, 255};
  uint8_t bit = 1;
  for (const uint8_t end : kClassEnds) {
    if (count <= end) break;
    bit = static_cast<uint8_t>(bit << 1);
  }
  return bit;
}

}  // namespace

void begin_coverage() {
  counts.fill(0);
  last_block = 0;
}

size_t new_coverage() {
  size_t found = 0;
  for (size_t jump = 0; jump < kJumps; jump++) {
    if (counts[jump] == 0) continue;
    const uint8_t bit = class_of(counts[jump]);
    if ((known[jump] & bit) != 0) continue;
    known[jump] |= bit;
    found++;
  }
  known_total += found;
  return found;
}

size_t known_coverage() { return known_total; }

// GCC and Clang call this at the begin of every basic block of what is compiled with
// -fsanitize-coverage=trace-pc.
extern "C" void __sanitizer_cov_trace_pc() {  // NOLINT(bugprone-reserved-identifier): the compilers' name
  const auto address = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  const uintptr_t block = (address >> 2) * 0x9e3779b97f4a7c15u >> 40;
  uint8_t& count = counts[(block ^ last_block) % kJumps];
  if (count < 255) count++;
  last_block = block >> 1;
}

}  // namespace emovox::fuzz
