#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "lstm/fork_join.h"
#include "lstm/lstm_options.h"
#include "lstm/lstm_slice.h"
#include "simd/kernel_table.h"

namespace emovox {

// An LSTM layer over batches of one shape: Keras's weights and gate order (i, f, c, o), sigmoid and tanh.
// Makes room for everything once; what follows allocates nothing. Results do not depend on `threads`: the
// batch is cut into the same slices, whoever computes them, and their gradients are added in one order.
//
// Of two layers one of which reads what the other puts out, the one takes its input, and the other its
// gradient, from where they were computed: nothing is copied or laid out anew.
class Lstm {
 public:
  explicit Lstm(const LstmOptions& options);
  Lstm(const LstmOptions& options, const simd::Kernels& kernels);
  // Slices refer to the layer's weights.
  Lstm(const Lstm&) = delete;
  Lstm& operator=(const Lstm&) = delete;

  const LstmOptions& options() const { return options_; }
  size_t x_size() const;       // [batch, steps, inputs]
  size_t hidden_size() const;  // [batch, steps, units], or [batch, units]
  size_t kernel_size() const;  // [inputs, 4 units]
  size_t recurrent_size() const;
  size_t bias_size() const;

  size_t bytes() const;  // of its room, about

  void set_weights(const float* kernel, const float* recurrent, const float* bias);

  // Of x, or of the states of a layer that fits_above() says it can read. backward() reads those again, so
  // that layer must not go forward in between.
  void forward(const float* x);
  void forward(std::shared_ptr<const Lstm> below);
  bool fits_above(const Lstm& below) const;
  void hidden(float* out) const;

  // Of the last forward(), once: the gates are used up.
  struct Gradients {
    float* kernel;
    float* recurrent;
    float* bias;
  };
  // d_hidden from outside, or what a layer above found for its x. That of x is computed if asked for.
  void backward(const float* d_hidden, bool with_x, const Gradients& gradients);
  void backward(const Lstm& above, bool with_x, const Gradients& gradients);
  // Of the last backward() that was asked for it.
  void d_x(float* out) const;

 private:
  template <typename Task>
  void each_slice(const Task& task);
  void expect_forward();
  void finish_backward(bool with_x, const Gradients& gradients);

  LstmOptions options_;
  const simd::Kernels& kernels_;
  LstmWeights weights_;
  std::vector<LstmSlice> slices_;
  bool ready_ = false;    // for backward()
  bool has_d_x_ = false;  // of the last backward()
  uint64_t passes_ = 0;   // forward
  std::shared_ptr<const Lstm> below_;
  uint64_t passes_below_ = 0;  // when it was read
  std::shared_ptr<ForkJoin> threads_;
};

}  // namespace emovox
