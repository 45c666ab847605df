#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "mfcc.h"
#include "yin.h"

namespace emovox {

// What may be computed of every frame; each is librosa's function of that name.
enum class Feature : uint8_t {
  kMfcc,
  kDelta,        // of the MFCCs
  kDeltaDelta,   // of the MFCCs
  kMelSpectrum,  // power
  kLogMel,       // dB
  kRms,
  kZeroCrossingRate,
  kSpectralCentroid,   // Hz
  kSpectralBandwidth,  // Hz
  kSpectralRolloff,    // Hz
  kSpectralFlatness,
  kSpectralContrast,  // dB
  kChroma,
  kF0,    // Hz, then 1 if voiced, else 0
  kPitch  // relative_pitch.h
};

// Defaults and units as spectralSchema in lib/options.ts.
struct SpectralOptions {
  double roll_percent = 0.85;       // share of the magnitudes below the roll-off
  double contrast_f_min = 200;      // Hz, where the lowest octave begins
  int contrast_bands = 6;           // octaves above it; the last reaches up to half the sample rate
  double contrast_quantile = 0.02;  // share of a band's bins that are its peak, and its valley
  int n_chroma = 12;                // classes of pitch
  double tuning = 0;                // of A4 from 440 Hz, in classes
};

// Defaults and units as featureSchema in lib/options.ts. The frames are those of the MFCCs.
struct FeatureOptions {
  MfccOptions mfcc;
  std::vector<Feature> include = {Feature::kMfcc};  // in the order of the columns
  SpectralOptions spectral;
  F0Options f0;
  size_t delta_width = 9;  // frames
};

// Columns that a feature has.
size_t columns_of(Feature feature, const FeatureOptions& options);

// Throws INVALID_OPTION, naming the option, for what is out of range or contradicts the frames.
void check(const SpectralOptions& options, const MfccOptions& frames);

}  // namespace emovox
