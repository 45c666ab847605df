// What the LSTM kernels are told. An LSTM of `units` over `inputs` numbers a step (gates in Keras's order):
//
//   i, f, o = sigmoid(W x_t + R h_t-1 + b)    g = tanh(W x_t + R h_t-1 + b)
//   c_t = f c_t-1 + i g                       h_t = o tanh(c_t)
//
// Layouts, V being the lanes and a panel V consecutive units or inputs, the last one filled up with zeros:
//
//   sequences      [step][panel][row][V]      x, h, c; a row is a sample
//   gates          [step][panel][row][4][V]   i, f, g, o of the panel's units; after backward, their
//   gradients weights        [panel][depth][4][V]       depth: the inputs, then the units with their padding
//
// So a register tile of a few rows x 4 vectors holds all gates of V units: the cell is computed on the sums
// as they are, and nothing is ever laid out anew between two products.
#pragma once
#include <stddef.h>

namespace emovox::simd {

// Sizes of one slice of the batch.
struct LstmShape {
  int rows;
  ptrdiff_t stride;  // rows of a panel as stored
  int inputs;
  int units;
};

struct LstmForwardPlan {
  LstmShape shape;
  const float* weights;
  const float* bias;  // [panel][4][V]
  const float* x;     // a sequence
  float* hidden;      // a sequence whose step 0 is the initial state, zero; step t + 1 is h_t
  float* cell;        // the same
  float* gates;       // null where no gradient is asked for; cell then has one step only
};

struct LstmBackwardPlan {
  LstmForwardPlan forward;
  // R and W transposed, as lstm_transpose_weights leaves them; W's is null where dx is not asked for.
  const float* recurrent_transposed;
  const float* kernel_transposed;
  const float* d_hidden;  // a sequence; its first step belongs to the first step asked for
  bool d_hidden_last;     // it has one step only, which belongs to the last step of all
  int steps;              // of the whole sequence
  float* dx;              // a sequence, first step as d_hidden; null where it is not asked for
  float* d_recurrent;     // one step: the gradient with respect to h_t-1, on its way
  float* d_cell;          // one step, the same of c_t-1
  float* d_weights;       // as weights
  float* d_bias;          // as bias
};

// A row-major batch [row][step][width] beside a sequence; rows and steps lie so many floats apart.
struct LstmRows {
  ptrdiff_t row_stride;
  ptrdiff_t step_stride;
  int width;
};

}  // namespace emovox::simd
