#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "phase_bank.h"
#include "rate_ratio.h"
#include "resample_quality.h"
#include "sample_queue.h"
#include "sinc_converter.h"
#include "sinc_filter.h"

namespace emovox {

// resample() for a signal that comes piece by piece: the same filters and the same samples, which differ in
// rounding only, however the signal is cut. Whole rates are filtered by polyphase, whose outputs need nothing
// but the filter's reach; libsamplerate itself serves rates that are not whole and those of which the bank of
// filters would be large (24414 to 16000 Hz).
class ResampleStream {
 public:
  // Samples that are taken at once, at most.
  static constexpr size_t kMostAtOnce = 4096;

  // Hz. Throws as Resampler().
  ResampleStream(double from_rate, double to_rate, ResampleQuality quality);

  // Samples that must come after the one at (or last before) an output's time, at most.
  size_t ahead() const { return ahead_; }
  // Samples that push() and flush() yield at once, at most.
  size_t most_at_once() const { return out_.capacity(); }
  // What can be made of the samples so far and was not before; valid until the next call. count: at most
  // kMostAtOnce. Afterwards nothing is allocated.
  const std::vector<float>& push(const float* samples, size_t count);
  // After the last sample, behind which there is silence: what is still missing of
  // round(count * to_rate / from_rate) samples in all, piece by piece, an empty one at the end.
  const std::vector<float>& flush();
  void reset();
  size_t memory() const;  // in bytes

 private:
  ResampleStream(double from_rate, double to_rate, ResampleQuality quality, const SincFilter& filter);
  void filter(const float* samples, size_t count);
  void filter_phases(const PhaseBank& bank, const float* samples, size_t count);

  double from_rate_;
  double to_rate_;
  ResampleQuality quality_;
  Ratio ratio_;  // 1 / 1 where the rates are not whole
  std::optional<PhaseBank> bank_;
  std::optional<SincConverter> converter_;  // where there is no bank
  size_t ahead_;
  SampleQueue queue_;
  int64_t phase_ = 0;  // of the next output, 1 / up of a sample after the first one queued
  uint64_t taken_ = 0;
  uint64_t made_ = 0;
  std::vector<float> out_;
};

}  // namespace emovox
