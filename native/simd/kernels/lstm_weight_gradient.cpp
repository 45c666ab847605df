#include "simd/kernel.h"
#include "simd/lstm_tiles.h"
#include "simd/prefetch.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

// A number of every row and step that a weight is multiplied by: an input, or a unit of h_t-1.
struct Column {
  const float* first;
  ptrdiff_t step;
};

Column column_of(const LstmForwardPlan& plan, int from, int k) {
  const bool input = k < plan.shape.inputs;
  const int width = input ? plan.shape.inputs : plan.shape.units;
  const int place = input ? k : k - plan.shape.inputs;
  const ptrdiff_t step = step_stride(plan.shape, width);
  const float* sequence = input ? plan.x : plan.hidden;
  return {sequence + from * step + (place / kLanes) * panel_stride(plan.shape) + place % kLanes, step};
}

template <int kRows>
void run_tile(const LstmShape& shape, const Column* columns, const float* gates, int steps, float* out) {
  prefetch_to_write(out, kRows * kPanel);
  Floats sums[kRows][kGates] = {};
  const ptrdiff_t gate_step = step_stride(shape, shape.units) * kGates;
  for (int t = 0; t < steps; t++, gates += gate_step) {
    const float* column[kRows];
    EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) column[m] = columns[m].first + columns[m].step * t;
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 4
#endif
    for (ptrdiff_t row = 0; row < shape.rows; row++) {
      Floats value[kRows];
      EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) value[m] = broadcast(column[m][row * kLanes]);
      EMOVOX_UNROLL for (ptrdiff_t j = 0; j < kGates; j++) {
        const Floats gradient = load(gates + row * kPanel + j * kLanes);
        EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) {
          sums[m][j] = fused(value[m], gradient, sums[m][j]);
        }
      }
    }
  }
  // Sums of sums: long ones would lose digits.
  EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) {
    EMOVOX_UNROLL for (ptrdiff_t j = 0; j < kGates; j++) {
      float* const to = out + m * kPanel + j * kLanes;
      store(to, load(to) + sums[m][j]);
    }
  }
}

}  // namespace

// Adds to plan.d_weights what steps `from` to `to` - 1 contribute; lstm_backward has been there.
void lstm_weight_gradient(const LstmBackwardPlan& plan, int from, int to) {
  const LstmForwardPlan& forward = plan.forward;
  const LstmShape& shape = forward.shape;
  const float* gates = forward.gates + from * step_stride(shape, shape.units) * kGates;
  for (int panel = 0; panel < panels_of(shape.units); panel++) {
    const float* panel_gates = gates + panel * panel_stride(shape) * kGates;
    float* const out = plan.d_weights + static_cast<ptrdiff_t>(panel) * depth_of(shape) * kPanel;
    each_tile(shape.inputs + shape.units, [&](auto rows, int k) {
      constexpr int kRows = decltype(rows)::count;
      Column columns[kRows];
      for (ptrdiff_t m = 0; m < kRows; m++) columns[m] = column_of(forward, from, k + static_cast<int>(m));
      run_tile<kRows>(shape, columns, panel_gates, to - from, out + static_cast<ptrdiff_t>(k) * kPanel);
    });
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
