#pragma once
#include <stddef.h>

#include "simd/unroll.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// Asks for `floats` floats to be brought nearer while other work goes on.
//
// Into the second cache: the first has no room for what is needed only later.
EMOVOX_INLINE void prefetch_for_later(const float* from, ptrdiff_t floats) {
#if defined(__GNUC__) || defined(__clang__)
  constexpr ptrdiff_t kLine = 16;
  for (ptrdiff_t k = 0; k < floats; k += kLine) __builtin_prefetch(from + k, 0, 2);
#else
  (void)from;
  (void)floats;
#endif
}
// Into the first, to be written.
EMOVOX_INLINE void prefetch_to_write(float* to, ptrdiff_t floats) {
#if defined(__GNUC__) || defined(__clang__)
  constexpr ptrdiff_t kLine = 16;
  EMOVOX_UNROLL for (ptrdiff_t k = 0; k < floats; k += kLine) __builtin_prefetch(to + k, 1);
#else
  (void)to;
  (void)floats;
#endif
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
