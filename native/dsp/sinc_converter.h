#pragma once
#include <cstddef>
#include <memory>

#include "resample_quality.h"

struct SRC_STATE_tag;

namespace emovox {

// libsamplerate itself (Julius O. Smith's algorithm, CCRMA): slower than Resampler by 20 to 300 times, but it
// takes a signal piece by piece, and any ratio from 1/256 to 256 in little memory.
class SincConverter {
 public:
  SincConverter(ResampleQuality quality, double ratio);

  // Reads all of the input, as far as the output has room; the samples written.
  size_t run(const float* in, size_t in_count, float* out, size_t room);
  // A whole signal: `room` samples of it, with silence after its end.
  void run_whole(const float* in, size_t in_count, float* out, size_t room);
  size_t memory() const { return memory_; }  // in bytes

 private:
  struct Delete {
    void operator()(SRC_STATE_tag* state) const;
  };
  double ratio_;
  size_t memory_;
  std::unique_ptr<SRC_STATE_tag, Delete> state_;
};

}  // namespace emovox
