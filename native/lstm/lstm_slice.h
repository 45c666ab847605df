#pragma once
#include <cstddef>

#include "lstm/lstm_options.h"
#include "simd/aligned_floats.h"
#include "simd/kernel_table.h"
#include "simd/lstm_plans.h"

namespace emovox {

// What the slices of a layer share: its packed weights.
struct LstmWeights {
  int depth = 0;          // numbers that a gate is a sum over
  size_t gate_count = 0;  // 4 x units, padded
  simd::AlignedFloats weights;
  simd::AlignedFloats bias;
  simd::AlignedFloats recurrent_transposed;
  simd::AlignedFloats kernel_transposed;
};

// Some rows of a batch, with room of their own, so that slices need not know of each other.
class LstmSlice {
 public:
  LstmSlice(const LstmOptions& options, const simd::Kernels& kernels, const LstmWeights& weights, int first,
            int rows);

  // From x [batch, steps, inputs], or from the states of the layer below, which stay where they are.
  void forward(const float* x);
  void forward(const LstmSlice& below);
  // Every step's h, or the last one's, as row-major rows of the whole batch.
  void copy_hidden(float* hidden) const;

  // The gradients of h come from outside, or are those that the layer above has of its x.
  void backward(const float* d_hidden, bool with_x);
  void backward(const LstmSlice& above, bool with_x);
  void copy_d_x(float* d_x) const;

  const float* d_weights() const { return plan_.d_weights; }
  const float* d_bias() const { return plan_.d_bias; }
  size_t bytes() const { return room_.size() * sizeof(float); }

 private:
  void make_room(int rows, const LstmWeights& weights);
  void clear_gradients();
  void backward_chunk(const float* d_hidden, bool with_x, int from, int to);
  ptrdiff_t floats_of_step(int width) const;
  ptrdiff_t place(int width, int from) const;
  simd::LstmRows rows_of(int width) const;
  simd::LstmRows outputs() const;

  const LstmOptions& options_;
  const simd::Kernels& kernels_;
  int first_;                         // row of the batch
  int chunk_ = 1;                     // steps that are worked on together, while they are in the cache
  simd::LstmBackwardPlan plan_ = {};  // its dx is where that of the first step is written
  size_t d_weights_count_ = 0;
  size_t d_bias_count_ = 0;
  float* x_ = nullptr;         // packed
  float* d_hidden_ = nullptr;  // of a chunk, packed
  simd::AlignedFloats room_;
};

}  // namespace emovox
