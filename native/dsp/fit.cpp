#include "fit.h"

#include <algorithm>

namespace emovox {
namespace {

size_t crop_start(size_t surplus, Crop crop) {
  switch (crop) {
    case Crop::kStart:
      return 0;
    case Crop::kCenter:
      return surplus / 2;
    case Crop::kEnd:
      break;
  }
  return surplus;
}

}  // namespace

size_t padding_before(size_t missing, Pad pad) {
  switch (pad) {
    case Pad::kBefore:
      return missing;
    case Pad::kAfter:
      return 0;
    case Pad::kBoth:
      break;
  }
  return missing / 2;
}

std::vector<float> fit(const float* samples, size_t count, size_t length, Pad pad, Crop crop) {
  std::vector<float> padded;
  const float* fitted = fit(samples, count, length, pad, crop, padded);
  if (fitted == padded.data()) return padded;
  return {fitted, fitted + length};
}

const float* fit(const float* samples, size_t count, size_t length, Pad pad, Crop crop,
                 std::vector<float>& padded) {
  if (count >= length) return samples + crop_start(count - length, crop);
  padded.assign(length, 0.0f);
  std::copy_n(samples, count,
              padded.begin() + static_cast<std::ptrdiff_t>(padding_before(length - count, pad)));
  return padded.data();
}

}  // namespace emovox
