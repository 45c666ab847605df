#include "simd/kernel.h"
#include "simd/lstm_tiles.h"
#include "simd/transpose.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

// `count` numbers, and zeros after them.
Floats load_some(const float* from, int count) {
  if (count >= kLanes) return load(from);
  Floats value = {};
  if (count > 0) memcpy(&value, from, static_cast<size_t>(count) * sizeof(float));
  return value;
}

void store_some(float* to, Floats value, int count) {
  if (count >= kLanes) return store(to, value);
  if (count > 0) memcpy(to, &value, static_cast<size_t>(count) * sizeof(float));
}

}  // namespace

// A batch's rows as a sequence. `from`: the first row at the first step.
void lstm_pack(const LstmRows& rows, const LstmShape& shape, int steps, const float* from, float* sequence) {
  const ptrdiff_t step = step_stride(shape, rows.width);
  for (ptrdiff_t row = 0; row < shape.rows; row++) {
    for (ptrdiff_t t = 0; t < steps; t++) {
      const float* in = from + row * rows.row_stride + t * rows.step_stride;
      float* out = sequence + t * step + row * kLanes;
      for (int k = 0; k < rows.width; k += kLanes, out += panel_stride(shape)) {
        store(out, load_some(in + k, rows.width - k));
      }
    }
  }
}

// And back.
void lstm_unpack(const LstmRows& rows, const LstmShape& shape, int steps, const float* sequence, float* to) {
  const ptrdiff_t step = step_stride(shape, rows.width);
  for (ptrdiff_t row = 0; row < shape.rows; row++) {
    for (ptrdiff_t t = 0; t < steps; t++) {
      const float* in = sequence + t * step + row * kLanes;
      float* out = to + row * rows.row_stride + t * rows.step_stride;
      for (int k = 0; k < rows.width; k += kLanes, in += panel_stride(shape)) {
        store_some(out + k, load(in), rows.width - k);
      }
    }
  }
}

// Rows [depth][4 units], the gates one after another as Keras has them, into every panel's weights, whose
// depth is panel_depth; the padded units' are zero.
void lstm_pack_weights(const float* from, int depth, int units, int panel_depth, float* weights) {
  for (int panel = 0; panel < panels_of(units);
       panel++, weights += static_cast<ptrdiff_t>(panel_depth) * kPanel) {
    const int unit = panel * kLanes;
    for (ptrdiff_t k = 0; k < depth; k++) {
      for (ptrdiff_t gate = 0; gate < kGates; gate++) {
        store(weights + k * kPanel + gate * kLanes,
              load_some(from + (k * kGates + gate) * units + unit, units - unit));
      }
    }
  }
}

// And back, the sum of two (`other` may be null).
void lstm_unpack_weights(const float* weights, const float* other, int depth, int units, int panel_depth,
                         float* to) {
  for (int panel = 0; panel < panels_of(units); panel++) {
    const int unit = panel * kLanes;
    const ptrdiff_t first = static_cast<ptrdiff_t>(panel) * panel_depth * kPanel;
    for (ptrdiff_t k = 0; k < depth; k++) {
      for (ptrdiff_t gate = 0; gate < kGates; gate++) {
        const ptrdiff_t at = first + k * kPanel + gate * kLanes;
        Floats value = load(weights + at);
        if (other != nullptr) value += load(other + at);
        store_some(to + (k * kGates + gate) * units + unit, value, units - unit);
      }
    }
  }
}

// Rows [depth][4 units] transposed, for lstm_backward: panels of V rows of `from`, in fours as [unit
// panel][4][V] [4 panels][V], those left over one by one; missing rows and padded units are zero.
void lstm_transpose_weights(const float* from, int depth, int units, float* out) {
  const int panels = panels_of(depth);
  const int unit_panels = panels_of(units);
  const int whole = panels / kGates * kGates;
  for (int panel = 0; panel < panels; panel++) {
    const int columns = panel < whole ? kGates : 1;
    const int group = panel < whole ? panel / kGates * kGates : panel;
    float* to = out + static_cast<ptrdiff_t>(group) * unit_panels * kPanel * kLanes +
                static_cast<ptrdiff_t>(panel - group) * kLanes;
    for (int unit = 0; unit < unit_panels * kLanes; unit += kLanes) {
      for (ptrdiff_t gate = 0; gate < kGates; gate++) {
        Floats square[kLanes];
        for (int k = 0; k < kLanes; k++) {
          const ptrdiff_t row = panel * kVector + k;
          square[k] =
              row < depth ? load_some(from + (row * kGates + gate) * units + unit, units - unit) : Floats{};
        }
        transpose(square);
        for (int k = 0; k < kLanes; k++, to += columns * kVector) store(to, square[k]);
      }
    }
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
