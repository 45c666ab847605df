#pragma once
#include "simd/vector.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// interleave_low(a, b): a[0], b[0], a[1], b[1], ..; interleave_high(): the same of their second halves.
#if EMOVOX_LANES == 4
inline Floats interleave_low(Floats a, Floats b) { return EMOVOX_SHUFFLE(a, b, 0, 4, 1, 5); }
inline Floats interleave_high(Floats a, Floats b) { return EMOVOX_SHUFFLE(a, b, 2, 6, 3, 7); }
#elif EMOVOX_LANES == 8
inline Floats interleave_low(Floats a, Floats b) { return EMOVOX_SHUFFLE(a, b, 0, 8, 1, 9, 2, 10, 3, 11); }
inline Floats interleave_high(Floats a, Floats b) { return EMOVOX_SHUFFLE(a, b, 4, 12, 5, 13, 6, 14, 7, 15); }
#elif EMOVOX_LANES == 16
inline Floats interleave_low(Floats a, Floats b) {
  return EMOVOX_SHUFFLE(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
inline Floats interleave_high(Floats a, Floats b) {
  return EMOVOX_SHUFFLE(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
#endif

// A square of kLanes vectors: lane j of row i changes places with lane i of row j. Each step moves the top
// bit of the row's number into the lane's, as its lowest; after log2(kLanes) of them the two have changed.
inline void transpose(Floats* rows) {
#if EMOVOX_LANES > 1
  for (int step = 1; step < kLanes; step *= 2) {
    Floats moved[kLanes];
    for (ptrdiff_t i = 0; i < kLanes / 2; i++) {
      moved[2 * i] = interleave_low(rows[i], rows[i + kLanes / 2]);
      moved[2 * i + 1] = interleave_high(rows[i], rows[i + kLanes / 2]);
    }
    for (int i = 0; i < kLanes; i++) rows[i] = moved[i];
  }
#else
  (void)rows;
#endif
}

// Lane i of the result: the sum over the lanes of row i. The rows are lost. Two rows become one whose lanes
// are half sums of either in turns, until one is left; the order of the additions is that of a balanced tree,
// lane i to lane i + kLanes / 2 first.
inline Floats sums_of(Floats* rows) {
#if EMOVOX_LANES > 1
  for (ptrdiff_t count = kLanes / 2; count > 0; count /= 2) {
    for (ptrdiff_t i = 0; i < count; i++) {
      const Floats low = interleave_low(rows[i], rows[i + count]);
      const Floats high = interleave_high(rows[i], rows[i + count]);
      rows[i] = low + high;
    }
  }
#endif
  return rows[0];
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
