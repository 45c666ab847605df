// kissfft, unchanged, with a vector for its scalar: it then transforms one frame a lane, of any size.
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// Unaligned in memory, as kissfft's plans hold them at multiples of 4 bytes only.
struct KissScalar {
  UnalignedFloats lanes;

  KissScalar() = default;
  KissScalar(Floats value) : lanes(value) {}
#if EMOVOX_LANES > 1
  KissScalar(double value) : lanes(broadcast(static_cast<float>(value))) {}
#else
  KissScalar(double value) : lanes(static_cast<float>(value)) {}
#endif
  KissScalar& operator+=(KissScalar other) { return *this = KissScalar(lanes + other.lanes); }
  KissScalar& operator-=(KissScalar other) { return *this = KissScalar(lanes - other.lanes); }
  KissScalar& operator*=(KissScalar other) { return *this = KissScalar(lanes * other.lanes); }
};
inline KissScalar operator+(KissScalar a, KissScalar b) { return KissScalar(a.lanes + b.lanes); }
inline KissScalar operator-(KissScalar a, KissScalar b) { return KissScalar(a.lanes - b.lanes); }
inline KissScalar operator*(KissScalar a, KissScalar b) { return KissScalar(a.lanes * b.lanes); }
inline KissScalar operator-(KissScalar a) { return KissScalar(-a.lanes); }

// Where kissfft may put the few numbers that it works on in factors above 5. It would allocate them.
static thread_local float* scratch_of_this_run;

}  // namespace emovox::simd::EMOVOX_ISA_NAME

// kissfft is C, without namespaces: its names get the instruction set's.
#define EMOVOX_JOINED(name, isa) name##_##isa
#define EMOVOX_JOIN(name, isa) EMOVOX_JOINED(name, isa)
#define EMOVOX_KISS(name) EMOVOX_JOIN(name, EMOVOX_ISA_NAME)
#define kiss_fft EMOVOX_KISS(kiss_fft)
#define kiss_fft_alloc EMOVOX_KISS(kiss_fft_alloc)
#define kiss_fft_cleanup EMOVOX_KISS(kiss_fft_cleanup)
#define kiss_fft_next_fast_size EMOVOX_KISS(kiss_fft_next_fast_size)
#define kiss_fft_state EMOVOX_KISS(kiss_fft_state)
#define kiss_fft_stride EMOVOX_KISS(kiss_fft_stride)
#undef kiss_fft_scalar
#define kiss_fft_scalar emovox::simd::EMOVOX_ISA_NAME::KissScalar
#include "_kiss_fft_guts.h"
#undef KISS_FFT_TMP_ALLOC
#undef KISS_FFT_TMP_FREE
#define KISS_FFT_TMP_ALLOC(bytes) emovox::simd::EMOVOX_ISA_NAME::scratch_of_this_run
#define KISS_FFT_TMP_FREE(memory)
#include "kiss_fft.c"  // NOLINT(bugprone-suspicious-include)

namespace {

void run_kiss_fft(const void* plan, const float* in, float* out) {
  auto* state = static_cast<const kiss_fft_state*>(plan);
  kiss_fft(const_cast<kiss_fft_state*>(state), reinterpret_cast<const kiss_fft_cpx*>(in),
           reinterpret_cast<kiss_fft_cpx*>(out));
}

void fill_kiss_plan(int size, int inverse, void* plan, size_t* bytes) {
  kiss_fft_alloc(size, inverse, plan, bytes);
}

}  // namespace

#undef kiss_fft

namespace emovox::simd::EMOVOX_ISA_NAME {

size_t kiss_plan_bytes(int size) {
  size_t bytes = 0;
  fill_kiss_plan(size, 0, nullptr, &bytes);
  return bytes;
}

// Makes the plan of an FFT of `size` complex numbers in kiss_plan_bytes(size) bytes. It must not be moved.
void kiss_plan(int size, bool inverse, void* plan) {
  size_t bytes = kiss_plan_bytes(size);
  fill_kiss_plan(size, inverse ? 1 : 0, plan, &bytes);
}

// From one lane array of complex numbers (real, imaginary, real, ... parts) to another. scratch: as many
// numbers as the largest prime factor of the size.
void kiss_fft(const void* plan, const float* in, float* scratch, float* out) {
  scratch_of_this_run = scratch;
  run_kiss_fft(plan, in, out);
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
