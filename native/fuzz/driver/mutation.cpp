#include "mutation.h"

#include <algorithm>
#include <iterator>

namespace emovox::fuzz {
namespace {

// Below `beyond`, which is above 0. Not a std distribution: those differ between standard libraries.
size_t below(size_t beyond, Random& random) { return random() % beyond; }

std::ptrdiff_t place_in(const Input& input, Random& random) {
  return static_cast<std::ptrdiff_t>(below(input.size(), random));
}

void flip_bit(Input& input, Random& random) {
  input[below(input.size(), random)] ^= static_cast<uint8_t>(1u << below(8, random));
}

void set_byte(Input& input, Random& random) {
  input[below(input.size(), random)] = static_cast<uint8_t>(random());
}

// Sizes and counts go wrong at limits; floats are NaN and infinite at the last two.
void set_number(Input& input, Random& random) {
  constexpr uint32_t kLimits[] = {0,          1,          2,         16,      127,        128,
                                  255,        256,        32767,     32768,   65535,      65536,
                                  0x7fffffff, 0x80000000, 1 << 20,   1 << 24, 0xffffffff, 0xfffffffe,
                                  0x00000001, 0x7fc00000, 0x7f800000};
  const uint32_t number = kLimits[below(std::size(kLimits), random)];
  const size_t width = std::min<size_t>(size_t{1} << below(3, random), input.size());
  const size_t at = below(input.size() - width + 1, random);
  const bool big_endian = (random() & 1) != 0;
  for (size_t k = 0; k < width; k++)
    input[at + k] = static_cast<uint8_t>(number >> 8 * (big_endian ? width - 1 - k : k));
}

void leave_out(Input& input, Random& random) {
  const auto first = place_in(input, random);
  const auto left = input.size() - static_cast<size_t>(first);
  const size_t most = (random() & 3) == 0 ? left : std::min<size_t>(left, 16);
  input.erase(input.begin() + first,
              input.begin() + first + static_cast<std::ptrdiff_t>(below(most, random) + 1));
}

void take_from(const Input& source, Input& input, Random& random) {
  if (source.empty()) return;
  const auto first = place_in(source, random);
  const size_t most = std::min<size_t>(source.size() - static_cast<size_t>(first), 256);
  const Input part(source.begin() + first,
                   source.begin() + first + static_cast<std::ptrdiff_t>(below(most, random) + 1));
  const auto at = place_in(input, random);
  if ((random() & 1) != 0) {
    input.insert(input.begin() + at, part.begin(), part.end());
  } else {
    const size_t room = input.size() - static_cast<size_t>(at);
    std::copy_n(part.begin(), std::min(room, part.size()), input.begin() + at);
  }
}

}  // namespace

Input mutate(Input input, const Input& other, size_t most_bytes, Random& random) {
  for (size_t changes = below(5, random) + 1; changes > 0; changes--) {
    if (input.empty()) input.push_back(0);
    switch (below(6, random)) {
      case 0:
        flip_bit(input, random);
        break;
      case 1:
        set_byte(input, random);
        break;
      case 2:
        set_number(input, random);
        break;
      case 3:
        leave_out(input, random);
        break;
      case 4:
        take_from(Input(input), input, random);
        break;
      default:
        take_from(other, input, random);
    }
  }
  if (input.size() > most_bytes) input.resize(most_bytes);
  return input;
}

}  // namespace emovox::fuzz
