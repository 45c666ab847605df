#include "simd/complex.h"
#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

// The DFT of four numbers, its middle two changed over: that makes the order of the whole output
// bit-reversed.
inline void butterfly4(Complex& a, Complex& b, Complex& c, Complex& d) {
  const Complex even_sum = a + c;
  const Complex even_difference = a - c;
  const Complex odd_sum = b + d;
  const Complex odd_difference = times_minus_i(b - d);
  a = even_sum + odd_sum;
  b = even_sum - odd_sum;
  c = even_difference + odd_difference;
  d = even_difference - odd_difference;
}

inline void block_of_4(Complex* x) {
  Complex y[4] = {x[0], x[1], x[2], x[3]};
  butterfly4(y[0], y[1], y[2], y[3]);
  for (int j = 0; j < 4; j++) x[j] = y[j];
}

// One radix-2 step with its twiddles exp(-2 pi i j / 8), then two blocks of four.
inline void block_of_8(Complex* x) {
  const float kRootHalf = 0.70710678118654752f;
  Complex even[4];
  Complex odd[4];
  for (int j = 0; j < 4; j++) {
    even[j] = x[j] + x[j + 4];
    odd[j] = x[j] - x[j + 4];
  }
  odd[1] = {(odd[1].re + odd[1].im) * kRootHalf, (odd[1].im - odd[1].re) * kRootHalf};
  odd[2] = times_minus_i(odd[2]);
  odd[3] = {(odd[3].im - odd[3].re) * kRootHalf, (odd[3].re + odd[3].im) * -kRootHalf};
  butterfly4(even[0], even[1], even[2], even[3]);
  butterfly4(odd[0], odd[1], odd[2], odd[3]);
  for (int j = 0; j < 4; j++) {
    x[j] = even[j];
    x[j + 4] = odd[j];
  }
}

// One radix-4 step with its twiddles exp(-2 pi i j k / 16), then four blocks of four: without going through
// memory in between where there are 32 registers.
inline void block_of_16(Complex* x) {
  const float kCos = 0.92387953251128674f;  // cos(pi / 8)
  const float kSin = 0.38268343236508977f;  // sin(pi / 8)
  const float kRootHalf = 0.70710678118654752f;
  Complex y[16];
  for (int j = 0; j < 16; j++) y[j] = x[j];
  for (int j = 0; j < 4; j++) butterfly4(y[j], y[j + 4], y[j + 8], y[j + 12]);
  // y[4 + j] is turned by 2j / 16, y[8 + j] by j / 16, y[12 + j] by 3j / 16.
  y[5] = {(y[5].re + y[5].im) * kRootHalf, (y[5].im - y[5].re) * kRootHalf};
  y[6] = times_minus_i(y[6]);
  y[7] = {(y[7].im - y[7].re) * kRootHalf, (y[7].re + y[7].im) * -kRootHalf};
  y[9] = times(y[9], kCos, -kSin);
  y[10] = {(y[10].re + y[10].im) * kRootHalf, (y[10].im - y[10].re) * kRootHalf};
  y[11] = times(y[11], kSin, -kCos);
  y[13] = times(y[13], kSin, -kCos);
  y[14] = {(y[14].im - y[14].re) * kRootHalf, (y[14].re + y[14].im) * -kRootHalf};
  y[15] = times(y[15], -kCos, kSin);
  for (int block = 0; block < 16; block += 4) butterfly4(y[block], y[block + 1], y[block + 2], y[block + 3]);
  for (int j = 0; j < 16; j++) x[j] = y[j];
}

// Depth first, so that a block stays in the cache until it is done.
void transform(Complex* x, int size, const float* twiddles) {
  if (size == 16) return block_of_16(x);
  if (size == 8) return block_of_8(x);
  if (size == 4) return block_of_4(x);
  const int quarter = size / 4;
  const float* w = twiddles;
  for (int j = 0; j < quarter; j++, w += 6) {
    Complex a = x[j];
    Complex b = x[j + quarter];
    Complex c = x[j + 2 * quarter];
    Complex d = x[j + 3 * quarter];
    butterfly4(a, b, c, d);
    x[j] = a;
    x[j + quarter] = times(b, w[2], w[3]);
    x[j + 2 * quarter] = times(c, w[0], w[1]);
    x[j + 3 * quarter] = times(d, w[4], w[5]);
  }
  for (int block = 0; block < 4; block++, x += quarter) transform(x, quarter, w);
}

}  // namespace

// The forward FFT of plan.size complex numbers a lane (a lane array of real, imaginary, real, ... parts), in
// place, by decimation in frequency with radix 4. The output's order is bit-reversed.
void radix4_fft(const Radix4Plan& plan, float* values) {
  transform(reinterpret_cast<Complex*>(values), plan.size, plan.twiddles);
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
