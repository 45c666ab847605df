#pragma once
#include <cstddef>

namespace emovox {

// Throws INVALID_OPTION unless width is odd, 3 or more, at most `frames`, and order 1 or 2.
void check_delta(size_t frames, size_t width, int order);

// The first (order 1) or second (order 2) derivative by frame of the polynomial of that order that fits
// `width` frames best, a Savitzky-Golay filter (1964), as librosa.feature.delta. The first and last
// (width - 1) / 2 frames have the derivative of the fit to the first and last `width` ones, which of a
// polynomial of that order is the same everywhere.
//
// data and out: frames x columns, rows data_stride and out_stride apart; they do not overlap.
// Throws as check_delta().
void delta(const float* data, size_t frames, size_t columns, size_t data_stride, size_t width, int order,
           float* out, size_t out_stride);

}  // namespace emovox
