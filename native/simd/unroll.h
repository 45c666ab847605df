#pragma once

// Loops over the parts of a register tile are unrolled whole, or else the tile would lie in memory.
#if defined(__clang__)
#define EMOVOX_UNROLL _Pragma("unroll")
#elif defined(__GNUC__)
#define EMOVOX_UNROLL _Pragma("GCC unroll 32")
#else
#define EMOVOX_UNROLL
#endif

#if defined(__GNUC__) || defined(__clang__)
#define EMOVOX_INLINE inline __attribute__((always_inline))
#else
#define EMOVOX_INLINE inline
#endif
