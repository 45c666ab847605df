#pragma once
#include "simd/vector.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// A complex number a lane. Its copying is spelled out, as GCC copies a plain struct of vectors in pieces of
// 16 bytes, for whose reassembly the next load has to wait.
struct Complex {
  Floats re;
  Floats im;

  Complex() = default;
  Complex(Floats real, Floats imaginary) : re(real), im(imaginary) {}
  Complex(const Complex& other) : re(other.re), im(other.im) {}
  Complex& operator=(const Complex& other) {
    re = other.re;
    im = other.im;
    return *this;
  }
};

inline Complex operator+(const Complex& a, const Complex& b) { return {a.re + b.re, a.im + b.im}; }
inline Complex operator-(const Complex& a, const Complex& b) { return {a.re - b.re, a.im - b.im}; }
inline Complex operator*(const Complex& a, float b) { return {a.re * b, a.im * b}; }
inline Complex conjugate(const Complex& a) { return {a.re, -a.im}; }
// a + i b, a - i b
inline Complex plus_i(const Complex& a, const Complex& b) { return {a.re - b.im, a.im + b.re}; }
inline Complex minus_i(const Complex& a, const Complex& b) { return {a.re + b.im, a.im - b.re}; }

// a times the number re + i im in every lane.
inline Complex times(const Complex& a, float re, float im) {
  return {a.re * re - a.im * im, a.re * im + a.im * re};
}
// Of the following the results are the same bits on every instruction set.
inline Complex scaled_rounded(const Complex& a, float scale) {
  return {product(a.re, broadcast(scale)), product(a.im, broadcast(scale))};
}
inline Complex times_rounded(const Complex& a, const Complex& b) {
  return {product(a.re, b.re) - product(a.im, b.im), product(a.re, b.im) + product(a.im, b.re)};
}
inline Complex times_rounded(const Complex& a, float re, float im) {
  return times_rounded(a, {broadcast(re), broadcast(im)});
}
inline Floats squared_magnitude_rounded(const Complex& a) {
  return product(a.re, a.re) + product(a.im, a.im);
}

inline Complex times_minus_i(const Complex& a) { return {a.im, -a.re}; }

inline Floats squared_magnitude(const Complex& a) { return a.re * a.re + a.im * a.im; }

}  // namespace emovox::simd::EMOVOX_ISA_NAME
