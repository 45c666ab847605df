#pragma once
#include <cstddef>
#include <optional>

#include "overlap_save.h"
#include "phase_bank.h"
#include "resample_quality.h"
#include "simd/kernels.h"

namespace emovox {

// One change of sample rate, planned once and run on any number of signals. The filter is libsamplerate's, of
// that quality; sample 0 stays at time 0, and both ends are met by silence. It is run in the way that was
// measured to be the fastest (docs/decisions.md):
//
//   up / down of small numbers   overlap-save in the frequency domain
//   anything else, best          overlap-save to a nearby rate that leaves room above the band, and from
//   there
//                                to the output's times with a short filter that serves all ratios; where the
//                                output falls on few places between two samples, its taps are kept
//   medium and fast, whole Hz    polyphase, as long as the bank of filters is small
//   below 1/64                   libsamplerate
//
// The result is the same on every instruction set, bit for bit.
// Any number of threads may use one at the same time.
class Resampler {
 public:
  // Hz. Throws INVALID_OPTION for rates that are not positive or whose ratio is beyond 1/256 .. 256.
  Resampler(double from_rate, double to_rate, ResampleQuality quality,
            const simd::Kernels& kernels = simd::kernels());

  // round(count * to_rate / from_rate)
  size_t output_length(size_t count) const;
  // samples: finite; out: output_length(count).
  void process(const float* samples, size_t count, float* out) const;
  // In bytes.
  size_t memory() const;

 private:
  void plan();
  void interpolate(const OverlapSave& filter, const float* samples, size_t count, float* out) const;

  double from_rate_;
  double to_rate_;
  ResampleQuality quality_;
  const simd::Kernels& kernels_;
  std::optional<OverlapSave> overlap_save_;
  double middle_rate_ = 0;  // Hz, what overlap-save comes to where that is not to_rate, else 0
  int middle_up_ = 1;
  std::optional<PhaseBank> phase_bank_;  // behind overlap-save, or alone
};

}  // namespace emovox
