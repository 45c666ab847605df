#include "fft.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <string>
#include <type_traits>

#include "error.h"
#include "kiss_fft.h"

namespace emovox {
namespace {

static_assert(std::is_same_v<kiss_fft_scalar, double>,
              "kissfft must be compiled with kiss_fft_scalar=double");

using Complex = std::complex<double>;

// std::complex<double> and kiss_fft_cpx are both two adjacent doubles, and so are two adjacent samples.
const kiss_fft_cpx* as_kiss(const Complex* values) { return reinterpret_cast<const kiss_fft_cpx*>(values); }
kiss_fft_cpx* as_kiss(Complex* values) { return reinterpret_cast<kiss_fft_cpx*>(values); }
const kiss_fft_cpx* pairs(const double* samples) { return reinterpret_cast<const kiss_fft_cpx*>(samples); }
kiss_fft_cpx* pairs(double* samples) { return reinterpret_cast<kiss_fft_cpx*>(samples); }

// std::complex's own product checks for infinities, which costs more than the product.
Complex product(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}
Complex times_i(Complex a) { return {-a.imag(), a.real()}; }

kiss_fft_state* plan(int size, bool inverse) {
  kiss_fft_state* made = kiss_fft_alloc(size, inverse ? 1 : 0, nullptr, nullptr);
  if (made == nullptr) throw std::bad_alloc();
  return made;
}

}  // namespace

void RealFft::Free::operator()(kiss_fft_state* plan) const { kiss_fft_free(plan); }

RealFft::RealFft(int size) : size_(size) {
  if (size < 2) {
    throw Error("INVALID_OPTION", "option nFft: expected at least 2, found " + std::to_string(size));
  }
  const bool even = size % 2 == 0;
  forward_.reset(plan(even ? size / 2 : size, false));
  inverse_.reset(plan(even ? size / 2 : size, true));
  if (!even) return;
  const double step = -2 * 3.14159265358979323846 / size;
  for (int k = 0; k <= size / 4; k++) {
    twiddles_.emplace_back(std::cos(step * k), std::sin(step * k));
  }
}

// The even samples are taken as real and the odd ones as imaginary parts: z[n] = x[2n] + i x[2n+1], M = N/2.
// Then E[k] = (Z[k] + conj(Z[M-k])) / 2 and O[k] = (Z[k] - conj(Z[M-k])) / 2i are the transforms of the even
// and of the odd samples; X[k] = E[k] + W^k O[k] and X[M-k] = conj(E[k] - W^k O[k]), W = exp(-2 pi i / N).
void RealFft::forward(const double* time, Complex* spectrum) const {
  if (twiddles_.empty()) {
    const std::vector<Complex> in(time, time + size_);
    std::vector<Complex> out(size_);
    kiss_fft(forward_.get(), as_kiss(in.data()), as_kiss(out.data()));
    std::copy(out.begin(), out.begin() + bins(), spectrum);
    return;
  }
  const int half = size_ / 2;
  kiss_fft(forward_.get(), pairs(time), as_kiss(spectrum));
  const Complex first = spectrum[0];
  spectrum[0] = first.real() + first.imag();
  spectrum[half] = first.real() - first.imag();
  for (int k = 1; k <= half / 2; k++) {
    const Complex a = spectrum[k];
    const Complex b = std::conj(spectrum[half - k]);
    const Complex even = (a + b) * 0.5;
    const Complex odd = product(twiddles_[k], times_i(b - a) * 0.5);
    spectrum[k] = even + odd;
    spectrum[half - k] = std::conj(even - odd);
  }
}

// The same steps backwards, scaled on the way: Z[k] = E[k] + i O[k], Z[M-k] = conj(E[k]) + i conj(O[k]).
void RealFft::inverse(Complex* spectrum, double* time) const {
  if (twiddles_.empty()) {
    std::vector<Complex> in(size_);
    std::vector<Complex> out(size_);
    in[0] = spectrum[0].real();
    for (int k = 1; k < bins(); k++) {
      in[k] = spectrum[k];
      in[size_ - k] = std::conj(spectrum[k]);
    }
    kiss_fft(inverse_.get(), as_kiss(in.data()), as_kiss(out.data()));
    for (int n = 0; n < size_; n++) time[n] = out[n].real() / size_;
    return;
  }
  const int half = size_ / 2;
  const double scale = 1.0 / size_;
  const double first = spectrum[0].real();
  const double last = spectrum[half].real();
  spectrum[0] = Complex(first + last, first - last) * scale;
  for (int k = 1; k <= half / 2; k++) {
    const Complex a = spectrum[k] * scale;
    const Complex b = std::conj(spectrum[half - k]) * scale;
    const Complex even = a + b;
    const Complex odd = product(std::conj(twiddles_[k]), a - b);
    spectrum[k] = even + times_i(odd);
    spectrum[half - k] = std::conj(even) + times_i(std::conj(odd));
  }
  kiss_fft(inverse_.get(), as_kiss(spectrum), pairs(time));
}

}  // namespace emovox
