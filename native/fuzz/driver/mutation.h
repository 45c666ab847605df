#pragma once
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace emovox::fuzz {

using Input = std::vector<uint8_t>;
using Random = std::mt19937;

// A few small changes: bits, bytes, whole numbers of 1 to 4 bytes at their limits, parts left out, repeated
// or taken from another input. At most so many bytes long.
Input mutate(Input input, const Input& other, size_t most_bytes, Random& random);

}  // namespace emovox::fuzz
