// A vector of EMOVOX_LANES floats on the vector extensions of GCC and Clang. The compiler makes of it what
// the unit is compiled for: SSE2, NEON, AVX2, AVX-512. Compilers without the extensions (MSVC) get one lane,
// for which every expression below means the same.
//
// Everything here lies in a namespace of the instruction set. So no function is shared between units that are
// compiled for different ones: of functions with one name the linker keeps any one, which might be the
// AVX-512 one on a machine without it. For the same reason kernels use no templates and no inline functions
// of the standard library; C headers are fine.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if !defined(EMOVOX_ISA_NAME) || !defined(EMOVOX_LANES)
#error "a kernel is compiled once per instruction set: see simd in native-sources.json"
#endif

#if !defined(__GNUC__) && !defined(__clang__)
#undef EMOVOX_LANES
#define EMOVOX_LANES 1
#endif

namespace emovox::simd::EMOVOX_ISA_NAME {

constexpr int kLanes = EMOVOX_LANES;

#if EMOVOX_LANES > 1
typedef float Floats __attribute__((vector_size(4 * EMOVOX_LANES)));
typedef int32_t Ints __attribute__((vector_size(4 * EMOVOX_LANES)));
typedef float UnalignedFloats __attribute__((vector_size(4 * EMOVOX_LANES), aligned(4), may_alias));
#else
typedef float Floats;
typedef int32_t Ints;
typedef float UnalignedFloats;
#endif

inline Floats broadcast(float value) { return value - Floats{}; }
inline Ints broadcast(int32_t value) { return value - Ints{}; }

// At any address that is one of a float.
inline Floats load(const float* from) { return *reinterpret_cast<const UnalignedFloats*>(from); }
inline void store(float* to, Floats value) { *reinterpret_cast<UnalignedFloats*>(to) = value; }

// a * b, rounded: the compiler does not fuse it with an addition that follows, as it else does where the
// instruction set can. Sums of such products are the same bits on every instruction set, and so is what is
// decided by them. (Compilers without the extensions fuse nothing.)
inline Floats product(Floats a, Floats b) {
  Floats rounded = a * b;
#if defined(__x86_64__) || defined(__i386__)
  asm("" : "+v"(rounded));
#elif defined(__aarch64__)
  asm("" : "+w"(rounded));
#elif defined(__GNUC__)
  asm("" : "+m"(rounded));
#endif
  return rounded;
}

// Where a lane of `a` is NaN, `b`'s.
inline Floats maximum(Floats a, Floats b) { return a > b ? a : b; }
inline Floats minimum(Floats a, Floats b) { return a < b ? a : b; }

// The same bits as another type.
inline Ints bits_of(Floats value) {
  Ints bits;
  memcpy(&bits, &value, sizeof(bits));
  return bits;
}
inline Floats floats_of(Ints bits) {
  Floats value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

// The same values as another type.
inline Floats to_floats(Ints value) {
#if EMOVOX_LANES > 1
  return __builtin_convertvector(value, Floats);
#else
  return static_cast<float>(value);
#endif
}

// Moves lanes: EMOVOX_SHUFFLE(a, b, 0, W, ...) takes lane 0 of a, then lane 0 of b, ...
#if EMOVOX_LANES > 1
#if defined(__has_builtin) && __has_builtin(__builtin_shufflevector)
#define EMOVOX_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#define EMOVOX_JOINS  // it makes one long vector of two short ones, too
#else                 // GCC before 12
#define EMOVOX_SHUFFLE(a, b, ...) __builtin_shuffle(a, b, Ints{__VA_ARGS__})
#endif
#endif

// The largest of the lanes.
inline float largest(Floats value) {
  float lanes[kLanes];
  store(lanes, value);
  float most = lanes[0];
  for (int lane = 1; lane < kLanes; lane++) most = lanes[lane] > most ? lanes[lane] : most;
  return most;
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
