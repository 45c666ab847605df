#pragma once
#include <cstddef>
#include <memory>
#include <vector>

#include "lstm/fork_join.h"
#include "simd/aligned_floats.h"
#include "simd/kernel_table.h"
#include "simd/lstm_plans.h"

namespace emovox {

struct LstmOptions {
  int batch = 1;
  int steps = 1;
  int inputs = 1;
  int units = 1;
  bool sequences = false;  // every step's h is asked for, not the last one's alone
  bool reverse = false;    // from the last step to the first
  bool training = false;   // what backward() needs is kept
  int threads = 1;         // 1 or 2
};

// An LSTM layer over batches of one shape: Keras's weights and gate order (i, f, c, o), sigmoid and tanh.
// Makes room for everything once; what follows allocates nothing. Results do not depend on `threads`: the
// batch is cut into the same slices, whoever computes them, and their gradients are added in one order.
class Lstm {
 public:
  explicit Lstm(const LstmOptions& options);
  Lstm(const LstmOptions& options, const simd::Kernels& kernels);

  const LstmOptions& options() const { return options_; }
  size_t x_size() const;       // [batch, steps, inputs]
  size_t hidden_size() const;  // [batch, steps, units], or [batch, units]
  size_t kernel_size() const;  // [inputs, 4 units]
  size_t recurrent_size() const;
  size_t bias_size() const;

  size_t bytes() const;  // of its room, about

  void set_weights(const float* kernel, const float* recurrent, const float* bias);
  void forward(const float* x, float* hidden);

  // Of the last forward(). d_x may be null, which saves computing it. The gates are used up: once a
  // forward().
  struct Gradients {
    float* kernel;
    float* recurrent;
    float* bias;
    float* x;
  };
  void backward(const float* d_hidden, const Gradients& gradients);

 private:
  // Some rows of the batch, with room of their own, so that slices need not know of each other.
  struct Slice {
    int first = 0;
    int chunk = 1;  // steps that are worked on together, while they are in the cache
    simd::LstmBackwardPlan plan = {};
    float* x = nullptr;         // the plan's, to be written
    float* d_hidden = nullptr;  // of a chunk
    simd::AlignedFloats room;
  };

  void make_room(Slice& slice, int rows);
  void forward_slice(const Slice& slice, const float* x, float* hidden) const;
  void backward_slice(const Slice& slice, const float* d_hidden, float* d_x) const;
  template <typename Task>
  void each_slice(const Task& task);
  ptrdiff_t floats_of_step(const Slice& slice, int width) const;
  ptrdiff_t place(const Slice& slice, int width, int from) const;
  simd::LstmRows rows_of(int width) const;
  simd::LstmRows outputs_of(int width) const;

  LstmOptions options_;
  const simd::Kernels& kernels_;
  int depth_;          // of the packed weights
  size_t gate_count_;  // 4 x units, padded
  simd::AlignedFloats weights_;
  simd::AlignedFloats bias_;
  simd::AlignedFloats recurrent_transposed_;
  simd::AlignedFloats kernel_transposed_;
  bool ready_ = false;  // for backward()
  std::vector<Slice> slices_;
  std::shared_ptr<ForkJoin> threads_;
};

}  // namespace emovox
