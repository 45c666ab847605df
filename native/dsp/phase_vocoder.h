#pragma once
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "block_fft.h"
#include "envelope_shift.h"
#include "simd/kernels.h"
#include "simd/vocoder_plan.h"
#include "time_map.h"

namespace emovox {

class VocoderWorkspace;

// A phase vocoder with identity phase locking (Laroche and Dolson, "Improved phase vocoder time-scale
// modification of audio", IEEE Trans. Speech and Audio Processing, 1999).
//
// Output frames are a hop of n_fft / 4 apart; each is the source's frame at the mapped place, its phases
// turned so that it continues the output frame before. With X the source's spectrum there, X' the one a hop
// earlier and Y' that of the previous output frame, a sinusoid's phase must advance from Y' as much as it
// does from X' to X (Puckette, "Phase-locked vocoder", 1995): so at each spectral peak p
//
//   Y[p] = X[p] z,  z = Y'[p] conj(X'[p]) / |Y'[p] conj(X'[p])|
//
// and all bins around the peak, down to the lowest ones between it and its neighbours, are turned by the same
// z. That keeps the phases between them, and needs neither angles nor unwrapping. Peaks that set in with a
// transient are not turned (z = 1), so that all of its partials start together.
//
// As Y' = Xp z', with Xp the source's spectrum at the previous output frame and z' what it was turned by,
// z = z' Xp conj(X') / |..|: all but the last product is done for a group of frames at once, one a lane.
//
// What stands for n_fft is planned once, and any number of threads may use it.
class PhaseVocoder {
 public:
  // Throws INVALID_OPTION (nFft) unless n_fft is a multiple of 4 and at least 16.
  explicit PhaseVocoder(int n_fft, const simd::Kernels& kernels = simd::kernels());
  ~PhaseVocoder();

  int n_fft() const { return plan_.n_fft; }
  int transform_size() const { return plan_.forward.size; }

  // out_count samples of the source as `map` lays them out. scale: what brings the largest sample near to 1,
  // so that powers of spectra are within the range of floats; a power of two. Unless `envelope` is
  // null, spectra get another envelope; it must be for transform_size().
  std::vector<float> run(const float* samples, size_t count, float scale, const TimeMap& map,
                         size_t out_count, const EnvelopeShift* envelope = nullptr) const;

 private:
  std::unique_ptr<VocoderWorkspace> take_workspace() const;
  void give_back(std::unique_ptr<VocoderWorkspace> workspace) const;

  const simd::Kernels& kernels_;
  std::shared_ptr<const BlockFft> forward_;
  std::shared_ptr<const BlockFft> inverse_;
  std::vector<float> window_;
  std::vector<float> twiddles_;
  simd::VocoderPlan plan_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<VocoderWorkspace>> workspaces_;  // not in use
};

// The vocoder of that frame size: one of the last used, or a new one. Throws as PhaseVocoder().
std::shared_ptr<const PhaseVocoder> planned_vocoder(int n_fft);

}  // namespace emovox
