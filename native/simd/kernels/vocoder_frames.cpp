#include "simd/block_fft.h"
#include "simd/kernel.h"
#include "simd/transpose.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

// The transforms of kLanes frames, from frames[lane] + hop on, and of the ones a hop earlier, from
// frames[lane] on: of x + i x', both times the window and `scale`. values: a lane array of forward.size
// complex numbers, in the order that plan.forward leaves them in.
//
// What both frames have in common is read and transposed once.
void vocoder_frames(const VocoderPlan& plan, const float* const* frames, float scale, float* values) {
  auto* data = reinterpret_cast<Complex*>(values);
  const int samples = plan.n_fft + plan.hop;
  for (int block = 0; block < samples; block += kLanes) {
    const int first = block + kLanes <= samples ? block : samples - kLanes;
    Floats rows[kLanes];
    for (int lane = 0; lane < kLanes; lane++) rows[lane] = load(frames[lane] + first);
    transpose(rows);
    for (int j = 0; j < kLanes; j++) {
      const int earlier = first + j;
      const int later = earlier - plan.hop;
      const Floats sample = rows[j] * scale;
      if (later >= 0) data[later].re = sample * plan.window[later];
      if (earlier < plan.n_fft) data[earlier].im = sample * plan.window[earlier];
    }
  }
  for (int i = plan.n_fft; i < plan.forward.size; i++) data[i] = {Floats{}, Floats{}};
  transform(plan.forward, data);
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
