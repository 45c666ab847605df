#pragma once
#include <vector>

#include "simd/envelope_plan.h"

namespace emovox {

// How the vocoder's spectra get another envelope: at each frequency f the one that they have at f * factor.
// The envelope is the true one (simd/kernels/move_envelope.cpp) of so many cepstral coefficients.
class EnvelopeShift {
 public:
  // size: of the transforms, even; coefficients: 1 to size / 4.
  EnvelopeShift(int size, int coefficients, double factor);

  // Valid as long as this object.
  simd::EnvelopePlan plan() const;
  simd::EnvelopeWarp warp() const { return {below_.data(), parts_.data()}; }

 private:
  int bins_;
  std::vector<float> cosines_;
  std::vector<float> weights_;
  std::vector<int> below_;
  std::vector<float> parts_;
};

}  // namespace emovox
