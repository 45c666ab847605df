#include "simd/block_fft.h"
#include "simd/kernel.h"
#include "simd/transpose.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

// Of each two blocks the first becomes the real part of a lane, the second the imaginary part. The filter is
// real, so that the two stay apart but for rounding; as neighbours are taken together however many lanes
// there are, that is the same on every instruction set.
void load_blocks(const BlockSpan* blocks, int size, Complex* data) {
  for (int i = 0; i < size; i += kLanes) {
    Floats re[kLanes];
    Floats im[kLanes];
    for (ptrdiff_t lane = 0; lane < kLanes; lane++) re[lane] = load(blocks[2 * lane].in + i);
    for (ptrdiff_t lane = 0; lane < kLanes; lane++) im[lane] = load(blocks[2 * lane + 1].in + i);
    transpose(re);
    transpose(im);
    for (int j = 0; j < kLanes; j++) data[i + j] = {re[j], im[j]};
  }
}

// The bins of either sign, from the forward transform's to the inverse one's; beyond half of either size they
// are another's image or alias and are added to it. Real and imaginary parts change places: the forward
// transform of that is the inverse one, its parts exchanged.
void filter(const BlockFilterPlan& plan, const Complex* from, Complex* to) {
  const int* places = plan.forward.places;
  const int size = plan.inverse.size;
  for (int k = 0; k < size; k++) to[k] = Complex{};
  for (int k = 0; k < plan.bins; k++) {
    const Complex bin = from[places[k]] * plan.gains[k];
    to[k] = to[k] + Complex{bin.im, bin.re};
  }
  for (int k = 1; k < plan.bins; k++) {
    const Complex bin = from[places[plan.forward.size - k]] * plan.gains[k];
    to[size - k] = to[size - k] + Complex{bin.im, bin.re};
  }
}

// To every second block.
void store_rows(const Floats* rows, const BlockSpan* blocks, int start) {
  for (ptrdiff_t lane = 0; lane < kLanes; lane++) {
    const BlockSpan& block = blocks[2 * lane];
    const int left = block.count - start;
    if (left >= kLanes) {
      store(block.out + start, rows[lane]);
    } else if (left > 0) {
      memcpy(block.out + start, &rows[lane], left * sizeof(float));
    }
  }
}

void store_blocks(const BlockFilterPlan& plan, const Complex* data, const BlockSpan* blocks) {
  int most = 0;
  for (int i = 0; i < 2 * kLanes; i++) most = blocks[i].count > most ? blocks[i].count : most;
  for (int i = 0; i < most; i += kLanes) {
    Floats first[kLanes];
    Floats second[kLanes];
    for (int j = 0; j < kLanes; j++) {
      // Beyond the last sample anything will do.
      const int sample = plan.first + i + j;
      const Complex& at = data[plan.inverse.places[sample < plan.inverse.size ? sample : 0]];
      first[j] = at.im;
      second[j] = at.re;
    }
    transpose(first);
    transpose(second);
    store_rows(first, blocks, i);
    store_rows(second, blocks + 1, i);
  }
}

}  // namespace

void filter_blocks(const BlockFilterPlan& plan, const BlockSpan* blocks, float* work) {
  Complex* in = reinterpret_cast<Complex*>(work);
  Complex* out = in + plan.forward.size;
  load_blocks(blocks, plan.forward.size, in);
  transform(plan.forward, in);
  filter(plan, in, out);
  transform(plan.inverse, out);
  store_blocks(plan, out, blocks);
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
