#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "envelope_shift.h"
#include "simd/aligned_floats.h"
#include "simd/kernel_table.h"
#include "simd/vocoder_plan.h"

namespace emovox {

// What a phase vocoder works in, for one clip at a time: a group of frames, kernels.lanes of them, and what
// the next group needs of it. For every group: set_frame() for every lane, run(), write().
class VocoderWorkspace {
 public:
  // The plan must outlive it.
  VocoderWorkspace(const simd::VocoderPlan& plan, const simd::Kernels& kernels);

  // The source, silent before its start and after its end; must outlive what follows.
  void begin(const float* samples, size_t count);
  // The lane's frame, with the hop before it, is read from sample `start` of the source on. Where peaks set
  // in they take their phase anew if `fresh`.
  void set_frame(int lane, ptrdiff_t start, bool fresh);
  // The samples times `scale` are what spectra are made of; the output is scaled by `gain`.
  // The spectra get another envelope on the way, unless `envelope` is null.
  void run(float scale, float gain, const EnvelopeShift* envelope);
  // The samples that no further frame is added to, a hop a lane, from out[start] on; those before the first
  // and behind the last are left out.
  void write(ptrdiff_t start, std::vector<float>& out);

  // In bytes.
  size_t memory() const;

 private:
  const simd::VocoderPlan& plan_;
  const simd::Kernels& kernels_;
  const float* samples_ = nullptr;
  ptrdiff_t count_ = 0;
  std::vector<const float*> frames_;  // one a lane
  std::vector<int32_t> fresh_;        // one a lane, -1 or 0
  std::vector<float> padded_;         // frames that reach beyond an end of the source
  simd::AlignedFloats values_;        // transforms; work of peak_regions; output spectra
  simd::AlignedFloats spectra_;       // of the source
  simd::AlignedFloats powers_;
  simd::AlignedFloats turns_;
  simd::AlignedFloats rotations_;  // before them those of the last frame of the group before
  simd::AlignedFloats peaks_;      // work of vocoder_rotations
  simd::AlignedFloats envelope_;   // work of move_envelope, if that is asked for
  std::vector<int32_t> owners_;
  std::vector<float> sums_;  // of overlapping frames
};

}  // namespace emovox
