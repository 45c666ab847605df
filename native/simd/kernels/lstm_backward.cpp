#include "simd/kernel.h"
#include "simd/lstm_tiles.h"
#include "simd/prefetch.h"
#include "simd/sigmoid_tanh.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

// The cell of one step, backwards, over one panel: gates become the gradients of what they are functions of.
// dh: gradients of h_t, either of which may be null. d_cell goes from c_t to c_t-1.
struct CellStep {
  const float* dh[2];
  const float* cell;
  const float* cell_before;
  float* gates;
  float* d_cell;
  float* d_bias;
  bool first;  // c_t-1 is zero
  bool last;   // d_cell is zero, and not set
};

void run_cell(const CellStep& step, int rows) {
  Floats total[kGates] = {};
  for (ptrdiff_t at = 0; at < static_cast<ptrdiff_t>(rows) * kLanes; at += kLanes) {
    float* const gates = step.gates + at * kGates;
    const Floats i = load(gates), f = load(gates + kLanes);
    const Floats g = load(gates + 2 * kVector), o = load(gates + 3 * kVector);
    Floats tanh_of_c[1] = {load(step.cell + at)};
    tanh_each(tanh_of_c);
    const Floats tanh_c = tanh_of_c[0];
    Floats dh = {};
    if (step.dh[0] != nullptr) dh += load(step.dh[0] + at);
    if (step.dh[1] != nullptr) dh += load(step.dh[1] + at);
    Floats dc = dh * o * (1.0f - tanh_c * tanh_c);
    if (!step.last) dc += load(step.d_cell + at);
    const Floats di = dc * g * i * (1.0f - i);
    const Floats df = step.first ? Floats{} : dc * load(step.cell_before + at) * f * (1.0f - f);
    const Floats dg = dc * i * (1.0f - g * g);
    const Floats d_o = dh * tanh_c * o * (1.0f - o);
    store(step.d_cell + at, dc * f);
    store(gates, di);
    store(gates + kLanes, df);
    store(gates + 2 * kVector, dg);
    store(gates + 3 * kVector, d_o);
    total[0] += di;
    total[1] += df;
    total[2] += dg;
    total[3] += d_o;
  }
  for (ptrdiff_t j = 0; j < kGates; j++) {
    store(step.d_bias + j * kVector, load(step.d_bias + j * kVector) + total[j]);
  }
}

void run_cells(const LstmBackwardPlan& plan, int t, int from) {
  const LstmForwardPlan& forward = plan.forward;
  const LstmShape& shape = forward.shape;
  const ptrdiff_t units = step_stride(shape, shape.units);
  const bool last = t == plan.steps - 1;
  const float* dh =
      plan.d_hidden_last ? (last ? plan.d_hidden : nullptr) : plan.d_hidden + (t - from) * units;
  for (int panel = 0; panel < panels_of(shape.units); panel++) {
    const ptrdiff_t at = panel * panel_stride(shape);
    CellStep step = {};
    step.dh[0] = dh == nullptr ? nullptr : dh + at;
    step.dh[1] = last ? nullptr : plan.d_recurrent + at;
    step.cell = forward.cell + (t + 1) * units + at;
    step.cell_before = forward.cell + t * units + at;
    step.gates = forward.gates + (t * units + at) * kGates;
    step.d_cell = plan.d_cell + at;
    step.d_bias = plan.d_bias + static_cast<ptrdiff_t>(panel) * kPanel;
    step.first = t == 0;
    step.last = last;
    run_cell(step, shape.rows);
  }
}

// Panels of gates summed over at a time: their part of the transposed weights, 16 V^2 floats each, stays in
// the first cache.
constexpr int kGatePanels = kLanes >= 16 ? 2 : 4;

// out [kColumns panels][row][V] (+)= gates x weights, over `count` panels of gates.
template <int kRows, int kColumns>
void multiply_tile(const float* gates, ptrdiff_t gate_stride, int count, const float* weights, float* out,
                   ptrdiff_t out_stride, bool add) {
  Floats sums[kRows][kColumns];
  EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) {
    EMOVOX_UNROLL for (ptrdiff_t j = 0; j < kColumns; j++) {
      sums[m][j] = add ? load(out + j * out_stride + m * kVector) : Floats{};
    }
  }
  constexpr int kBlock = kLanes < 8 ? kLanes : 8;
  for (int panel = 0; panel < count; panel++, gates += gate_stride) {
    for (int k = 0; k < kPanel; k += kBlock, weights += kVector * kBlock * kColumns) {
      multiply_add<kRows, kColumns, kBlock>(sums, gates + k, kPanel, weights);
    }
  }
  EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) {
    EMOVOX_UNROLL for (ptrdiff_t j = 0; j < kColumns; j++) {
      store(out + j * out_stride + m * kVector, sums[m][j]);
    }
  }
}

// What the step before will read, of some panels and rows: null, or sequences at its first panel.
struct Coming {
  const float* gates;
  const float* cell;
  const float* dh;
};

// It lies far away, as states of all steps do: without being asked for, it would be waited for.
EMOVOX_INLINE void prefetch_coming(const Coming& coming, ptrdiff_t at, ptrdiff_t floats) {
  prefetch_for_later(coming.gates + at * kGates, floats * kGates);
  prefetch_for_later(coming.cell + at, floats);
  if (coming.dh != nullptr) prefetch_for_later(coming.dh + at, floats);
}

template <int kColumns>
void multiply_columns(const LstmShape& shape, const float* gates, int first, int count, const float* weights,
                      float* out, const Coming* coming) {
  const ptrdiff_t stride = panel_stride(shape);
  each_tile(shape.rows, [&](auto rows, int row) {
    const ptrdiff_t at = static_cast<ptrdiff_t>(row) * kLanes;
    for (int panel = 0; coming != nullptr && panel < count; panel++) {
      prefetch_coming(*coming, (first + panel) * stride + at, decltype(rows)::count * kVector);
    }
    multiply_tile<decltype(rows)::count, kColumns>(
        gates + (first * stride + at) * kGates, stride * kGates, count,
        weights + static_cast<ptrdiff_t>(first) * kPanel * kColumns * kLanes, out + at, stride, first > 0);
  });
}

// One step: out [panels of width][row][V] = gradients of the gates x transposed weights.
void multiply_gates(const LstmShape& shape, const float* gates, const float* weights, int width, float* out,
                    const Coming* coming) {
  const int gate_panels = panels_of(shape.units);
  const int panels = panels_of(width);
  const ptrdiff_t stride = panel_stride(shape);
  const ptrdiff_t column = static_cast<ptrdiff_t>(gate_panels) * kPanel * kLanes;  // floats of one panel's
  for (int first = 0; first < gate_panels; first += kGatePanels) {
    const int left = gate_panels - first;
    const int count = left < kGatePanels ? left : kGatePanels;
    int panel = 0;
    for (; panel + kGates <= panels; panel += kGates) {
      multiply_columns<kGates>(shape, gates, first, count, weights + panel * column, out + panel * stride,
                               panel == 0 ? coming : nullptr);
    }
    for (; panel < panels; panel++) {
      multiply_columns<1>(shape, gates, first, count, weights + panel * column, out + panel * stride,
                          panel == 0 ? coming : nullptr);
    }
  }
}

}  // namespace

// Steps `to` - 1 down to `from`: the gradients of the gates, of h_t-1 and, where asked for, of x_t.
void lstm_backward(const LstmBackwardPlan& plan, int from, int to) {
  const LstmShape& shape = plan.forward.shape;
  const ptrdiff_t units = step_stride(shape, shape.units);
  for (int t = to - 1; t >= from; t--) {
    run_cells(plan, t, from);
    const float* gates = plan.forward.gates + t * units * kGates;
    if (t > 0) {
      Coming coming = {};
      coming.gates = gates - units * kGates;
      coming.cell = plan.forward.cell + (t - 1) * units;
      if (!plan.d_hidden_last && t > from) coming.dh = plan.d_hidden + (t - 1 - from) * units;
      multiply_gates(shape, gates, plan.recurrent_transposed, shape.units, plan.d_recurrent, &coming);
    }
    if (plan.dx == nullptr) continue;
    float* dx = plan.dx + (t - from) * step_stride(shape, shape.inputs);
    multiply_gates(shape, gates, plan.kernel_transposed, shape.inputs, dx, nullptr);
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
