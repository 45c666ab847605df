#pragma once
#include "simd/kernel_list.h"

namespace emovox::simd {

// The kernels, compiled for one instruction set.
struct Kernels {
  const char* isa;  // "baseline" (SSE2, NEON), "avx2" (with FMA) or "avx512"
  int lanes;        // floats that it works on at once

  // NOLINTNEXTLINE(bugprone-macro-parentheses)
#define EMOVOX_MEMBER(result, name, parameters) result(*name) parameters;
  EMOVOX_KERNELS(EMOVOX_MEMBER)
#undef EMOVOX_MEMBER
};

}  // namespace emovox::simd
