#include "simd/kernel.h"
#include "simd/lstm_tiles.h"
#include "simd/prefetch.h"
#include "simd/sigmoid_tanh.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

// One step: where its parts begin.
struct Step {
  const float* x;
  const float* hidden_before;
  const float* cell_before;
  float* hidden;
  float* cell;
  float* gates;  // or null
  bool first;    // the states before are zero
};

// b + W x_t + R h_t-1, the four gates of a panel of units.
template <int kRows>
EMOVOX_INLINE void sum_gates(const LstmForwardPlan& plan, const Step& step, int panel, int row,
                             Floats (&sums)[kRows][kGates]) {
  const float* bias = plan.bias + static_cast<ptrdiff_t>(panel) * kPanel;
  EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) {
    EMOVOX_UNROLL for (ptrdiff_t j = 0; j < kGates; j++) sums[m][j] = load(bias + j * kVector);
  }
  const ptrdiff_t stride = panel_stride(plan.shape);
  const ptrdiff_t at = static_cast<ptrdiff_t>(row) * kLanes;
  const float* weights = plan.weights + static_cast<ptrdiff_t>(panel) * depth_of(plan.shape) * kPanel;
  weights = multiply_panels(sums, step.x + at, stride, plan.shape.inputs, weights);
  if (step.first) return;
  multiply_panels(sums, step.hidden_before + at, stride, panels_of(plan.shape.units) * kLanes, weights);
}

template <int kRows>
void run_tile(const LstmForwardPlan& plan, const Step& step, int panel, int row) {
  const ptrdiff_t at = panel * panel_stride(plan.shape) + static_cast<ptrdiff_t>(row) * kLanes;
  float* const gates = step.gates == nullptr ? nullptr : step.gates + at * kGates;
  if (gates != nullptr) prefetch_to_write(gates, kRows * kPanel);  // while the product runs
  Floats sums[kRows][kGates];
  sum_gates<kRows>(plan, step, panel, row, sums);
  Floats i[kRows], f[kRows], g[kRows], o[kRows], c[kRows];
  EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) {
    i[m] = sums[m][0];
    f[m] = sums[m][1];
    g[m] = sums[m][2];
    o[m] = sums[m][3];
  }
  sigmoid_each(i);
  tanh_each(g);
  EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) c[m] = i[m] * g[m];
  sigmoid_each(f);
  if (!step.first) {
    EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) {
      c[m] = fused(f[m], load(step.cell_before + at + m * kVector), c[m]);
    }
  }
  EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) store(step.cell + at + m * kVector, c[m]);
  if (gates != nullptr) {
    EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) {
      store(gates + m * kPanel, i[m]);
      store(gates + m * kPanel + kLanes, f[m]);
      store(gates + m * kPanel + 2 * kVector, g[m]);
    }
  }
  sigmoid_each(o);
  tanh_each(c);
  EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) store(step.hidden + at + m * kVector, o[m] * c[m]);
  if (gates != nullptr) {
    EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) { store(gates + m * kPanel + 3 * kVector, o[m]); }
  }
}

}  // namespace

// Steps `from` to `to` - 1, in this order.
void lstm_forward(const LstmForwardPlan& plan, int from, int to) {
  const ptrdiff_t units = step_stride(plan.shape, plan.shape.units);
  const ptrdiff_t inputs = step_stride(plan.shape, plan.shape.inputs);
  const bool keep = plan.gates != nullptr;
  for (int t = from; t < to; t++) {
    Step step = {};
    step.x = plan.x + t * inputs;
    step.hidden_before = plan.hidden + t * units;
    step.hidden = plan.hidden + (t + 1) * units;
    step.cell_before = keep ? plan.cell + t * units : plan.cell;
    step.cell = keep ? plan.cell + (t + 1) * units : plan.cell;
    step.gates = keep ? plan.gates + t * units * kGates : nullptr;
    step.first = t == 0;
    for (int panel = 0; panel < panels_of(plan.shape.units); panel++) {
      each_tile(plan.shape.rows,
                [&](auto rows, int row) { run_tile<decltype(rows)::count>(plan, step, panel, row); });
    }
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
