#pragma once
#include <complex>
#include <memory>
#include <vector>

struct kiss_fft_state;

namespace emovox {

// The discrete Fourier transform of real signals, by kissfft in double precision (in single precision its
// rounding alone puts MFCCs up to 1e-2 from librosa's, whose transforms are double too):
//
//   forward:  X[k] = sum_n x[n] exp(-2 pi i k n / N),            k = 0 .. N / 2
//   inverse:  x[n] = 1 / N sum_k X[k] exp(2 pi i k n / N),       X[N - k] = conj(X[k])
//
// Planned once for one size, then shared by any number of threads: a transform changes nothing in the plan.
// Even sizes go through a complex transform of half the size and allocate nothing; odd sizes through one of
// the full size, which allocates.
class RealFft {
 public:
  // Throws INVALID_OPTION (nFft) unless size is 2 or more.
  explicit RealFft(int size);

  int size() const { return size_; }
  int bins() const { return size_ / 2 + 1; }

  // time: size() samples; spectrum: bins().
  void forward(const double* time, std::complex<double>* spectrum) const;
  // The spectrum is overwritten.
  void inverse(std::complex<double>* spectrum, double* time) const;

 private:
  struct Free {
    void operator()(kiss_fft_state* plan) const;
  };
  using Plan = std::unique_ptr<kiss_fft_state, Free>;

  int size_;
  Plan forward_;
  Plan inverse_;
  std::vector<std::complex<double>> twiddles_;  // exp(-2 pi i k / size), for even sizes
};

}  // namespace emovox
