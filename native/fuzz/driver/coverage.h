#pragma once
#include <cstddef>

namespace emovox::fuzz {

// Which jumps between basic blocks the input that runs has made, and about how often each (1, 2, 3, 4 .. 7, 8
// .. 15, 16 .. 31, 32 .. 127, more), as AFL counts them.

// Forgets the input before.
void begin_coverage();

// How many jumps, or counts of one, no input before this one has made; they are known from now on.
size_t new_coverage();

// How many are known.
size_t known_coverage();

}  // namespace emovox::fuzz
