#pragma once
#include "simd/fused.h"
#include "simd/lstm_plans.h"
#include "simd/unroll.h"
#include "simd/vector.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

constexpr int kGates = 4;
constexpr ptrdiff_t kVector = kLanes;
constexpr ptrdiff_t kPanel = kGates * kVector;  // floats of the four gates of V units

// Rows of a register tile. Beside its 4 * kTileRows sums there must be room for a weight and a number a row:
// 16 registers with SSE2 and AVX2, 32 with AVX-512 and NEON.
#if EMOVOX_LANES == 16 || defined(__aarch64__)
#define EMOVOX_TILE_ROWS 6
#else
#define EMOVOX_TILE_ROWS 3
#endif
constexpr int kTileRows = EMOVOX_TILE_ROWS;

inline int panels_of(int width) { return (width + kLanes - 1) / kLanes; }

// sums[m][j] += a[m * stride + k] * b[k][j], over kDepth values of k.
template <int kRows, int kColumns, int kDepth>
EMOVOX_INLINE void multiply_add(Floats (&sums)[kRows][kColumns], const float* a, ptrdiff_t stride,
                                const float* b) {
  EMOVOX_UNROLL for (ptrdiff_t k = 0; k < kDepth; k++) {
    Floats value[kRows];
    EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) value[m] = broadcast(a[m * stride + k]);
    EMOVOX_UNROLL for (ptrdiff_t j = 0; j < kColumns; j++) {
      const Floats weight = load(b + (k * kColumns + j) * kLanes);
      EMOVOX_UNROLL for (ptrdiff_t m = 0; m < kRows; m++) sums[m][j] = fused(value[m], weight, sums[m][j]);
    }
  }
}

// The same over `depth` numbers of each row of a sequence's step, whose panels lie panel_stride floats apart.
template <int kRows, int kColumns>
EMOVOX_INLINE const float* multiply_panels(Floats (&sums)[kRows][kColumns], const float* a,
                                           ptrdiff_t panel_stride, int depth, const float* b) {
  constexpr int kBlock = kLanes < 8 ? kLanes : 8;
  constexpr ptrdiff_t kStep = ptrdiff_t{kColumns} * kLanes;
  for (; depth >= kLanes; depth -= kLanes, a += panel_stride) {
    for (int k = 0; k < kLanes; k += kBlock, b += kBlock * kStep) {
      multiply_add<kRows, kColumns, kBlock>(sums, a + k, kLanes, b);
    }
  }
  for (int k = 0; k < depth; k++, b += kStep) multiply_add<kRows, kColumns, 1>(sums, a + k, kLanes, b);
  return b;
}

template <int kCount>
struct Rows {
  static constexpr int count = kCount;
};

template <typename Tile>
EMOVOX_INLINE void call_tile(int size, int row, const Tile& tile) {
  static_assert(kTileRows == 3 || kTileRows == 6, "a case for each size");
  switch (size) {
#if EMOVOX_TILE_ROWS == 6
    case 6:
      return tile(Rows<6>{}, row);
    case 5:
      return tile(Rows<5>{}, row);
    case 4:
      return tile(Rows<4>{}, row);
#endif
    case 3:
      return tile(Rows<3>{}, row);
    case 2:
      return tile(Rows<2>{}, row);
    default:
      return tile(Rows<1>{}, row);
  }
}

// Calls tile(Rows<n>, first row) so that as few tiles as can be cover `rows`, as equal as can be: a small one
// waits for its own sums.
template <typename Tile>
EMOVOX_INLINE void each_tile(int rows, const Tile& tile) {
  const int tiles = (rows + kTileRows - 1) / kTileRows;
  const int size = rows / tiles;
  const int larger = rows % tiles;
  for (int k = 0, row = 0; k < tiles; k++) {
    const int its = size + (k < larger ? 1 : 0);
    call_tile(its, row, tile);
    row += its;
  }
}

// Floats between two panels of a sequence, and between two of its steps.
inline ptrdiff_t panel_stride(const LstmShape& shape) { return shape.stride * kLanes; }
inline ptrdiff_t step_stride(const LstmShape& shape, int width) {
  return panels_of(width) * panel_stride(shape);
}
// Numbers that a unit's gates are sums over.
inline int depth_of(const LstmShape& shape) { return shape.inputs + panels_of(shape.units) * kLanes; }

}  // namespace emovox::simd::EMOVOX_ISA_NAME
