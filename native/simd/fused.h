#pragma once
#include "simd/vector.h"

#if defined(__FMA__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace emovox::simd::EMOVOX_ISA_NAME {

// a * b + c, rounded once where the instruction set can do so, which takes half of the time of two
// operations. Compilers are told not to do this by themselves (see decisions.md): features are the same bits
// everywhere.
#if defined(__FMA__) && EMOVOX_LANES == 16
inline Floats fused(Floats a, Floats b, Floats c) { return Floats(_mm512_fmadd_ps(a, b, c)); }
#elif defined(__FMA__) && EMOVOX_LANES == 8
inline Floats fused(Floats a, Floats b, Floats c) { return Floats(_mm256_fmadd_ps(a, b, c)); }
#elif defined(__aarch64__) && EMOVOX_LANES == 4
inline Floats fused(Floats a, Floats b, Floats c) { return Floats(vfmaq_f32(c, a, b)); }
#else
inline Floats fused(Floats a, Floats b, Floats c) { return a * b + c; }
#endif

}  // namespace emovox::simd::EMOVOX_ISA_NAME
