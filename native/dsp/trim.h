#pragma once
#include <cstddef>

namespace emovox {

// A frame's loudest RMS below which a recording counts as silent: -100 dB of full scale, where librosa's
// decibels end too (amin 1e-5).
constexpr double kSilentRms = 1e-5;

struct Sounding {
  size_t start = 0;  // first sample
  size_t end = 0;    // one beyond the last
  bool silent = false;
};

// Where a recording sounds: from the first to the last frame less than top_db below the loudest, as
// librosa.effects.trim(y, top_db=top_db) with its defaults (frame_length 2048, hop_length 512, RMS of
// centred, zero-padded frames, ref max). A silent recording has no frame louder than another and is kept
// whole, as there. Throws NON_FINITE.
Sounding find_sounding(const float* samples, size_t count, double top_db);

}  // namespace emovox
