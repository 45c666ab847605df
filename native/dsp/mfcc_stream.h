#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "mfcc.h"
#include "resample_quality.h"
#include "resample_stream.h"
#include "sample_queue.h"

namespace emovox {

// MFCC of a signal that comes piece by piece, at any rate: the frames of resample() and Mfcc::compute() on
// all of it. However it is cut, they are the same to the bit; without a change of rate, the same as the
// batch's to the bit too.
//
// A frame comes with the push that completes it: latency() samples after its time, at most.
class MfccStream {
 public:
  // pushed_rate: Hz, of what is pushed; it is brought to options.sample_rate. Throws INVALID_OPTION as Mfcc()
  // and resample(), and for a top_db: how loud a whole clip becomes is not known before its end.
  MfccStream(const MfccOptions& options, double pushed_rate, ResampleQuality quality);

  size_t coefficients() const { return mfcc_.coefficients(); }
  // In pushed samples, from a frame's time on: its centre, or its first sample where frames are not centred.
  // What must come after that time until the frame is complete: the rest of it, and what the resampler's
  // filter reaches beyond that.
  size_t latency() const;

  // The frames that became complete, row-major; valid until the next call. Throws NON_FINITE as
  // Mfcc::compute(), having taken nothing; STREAM_ENDED after flush().
  const std::vector<float>& push(const float* samples, size_t count);
  // The last frames, which need padding, or the end of the resampler's output. Throws INVALID_OPTION
  // (padMode) where there were too few samples to reflect; STREAM_ENDED when called again.
  const std::vector<float>& flush();
  // Back to the beginning, also after flush() and errors.
  void reset();
  // What this holds, in bytes.
  size_t memory() const;

 private:
  void start_call();
  void append(const float* samples, size_t count);
  void pad_start();
  void pad_end();
  void make_frames();

  MfccOptions options_;
  double pushed_rate_;
  Mfcc mfcc_;  // of frames that begin at the queue's samples
  size_t padding_;
  std::optional<ResampleStream> resampler_;
  SampleQueue queue_;    // at options_.sample_rate, the padding before the start among them
  size_t next_ = 0;      // where the next frame begins in the queue
  bool padded_ = false;  // at the start
  bool ended_ = false;
  std::vector<float> rows_;
};

}  // namespace emovox
