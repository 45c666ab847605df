#pragma once
#include <cstddef>
#include <vector>

namespace emovox {

// Where zeros go when samples are fewer than wanted. kBoth: half on either side, the odd one after.
enum class Pad { kBefore, kAfter, kBoth };

// Which part is kept when they are more.
enum class Crop { kStart, kCenter, kEnd };

// How many of `missing` samples or frames go before what is there.
size_t padding_before(size_t missing, Pad pad);

// Exactly `length` samples: cropped, or padded with zeros.
std::vector<float> fit(const float* samples, size_t count, size_t length, Pad pad, Crop crop);
// The same samples, where they are if none has to be added, else in `padded`.
const float* fit(const float* samples, size_t count, size_t length, Pad pad, Crop crop,
                 std::vector<float>& padded);

}  // namespace emovox
