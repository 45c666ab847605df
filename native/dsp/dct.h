#pragma once
#include <cstddef>
#include <vector>

namespace emovox {

// The first `outputs` coefficients of a discrete cosine transform of N = `inputs` values, as
// scipy.fftpack.dct:
//
//   type 1:  y[k] = x[0] + (-1)^k x[N-1] + 2 sum_{n=1}^{N-2} x[n] cos(pi k n / (N - 1))
//   type 2:  y[k] = 2 sum_n x[n] cos(pi k (2n + 1) / 2N)
//   type 3:  y[k] = x[0] + 2 sum_{n=1}^{N-1} x[n] cos(pi (2k + 1) n / 2N)
//
// or, ortho, the same scaled so that the matrix is orthonormal. A matrix product: for the few coefficients of
// an MFCC that is faster than an FFT. Sums are taken in double precision: log powers are large and alike, and
// in single precision their sum alone is off by 1e-3.
class Dct {
 public:
  // type is 1, 2 or 3; type 1 needs two inputs or more; outputs is at most inputs.
  Dct(int type, bool ortho, int inputs, int outputs);

  int inputs() const { return inputs_; }
  int outputs() const { return outputs_; }

  // What input n counts in coefficient k.
  double weight(int k, int n) const { return matrix_[static_cast<size_t>(n) * outputs_ + k]; }

  // Multiplies coefficient k by gain.
  void scale(int k, double gain);

  // sums: outputs() numbers to work in.
  void apply(const float* in, double* sums, float* out) const;

 private:
  int inputs_;
  int outputs_;
  std::vector<double>
      matrix_;  // [inputs][outputs], so that the inner loop of apply() runs over adjacent outputs
};

}  // namespace emovox
