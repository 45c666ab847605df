#pragma once
#include <cstddef>
#include <vector>

namespace emovox {

// What a voice's melody is made of, two columns a frame:
//
//   p s    p = max(0, 1 - 2 d')     how periodic the frame is, 0 to 1, d' being YIN's aperiodicity
//   p      s = 12 log2(f0 / 100)    its pitch in semitones from 100 Hz
//
// A frame without a voice says nothing about pitch, and its s, which is anything, counts for nothing. Both
// are linear in p s and p, so that frames may be interpolated. Kaldi's pitch features weigh log F0 alike
// (Ghahremani et al., "A pitch extraction algorithm tuned for automatic speech recognition", ICASSP 2014).
constexpr size_t kPitchColumns = 2;

// rows: frames, `stride` apart, of which the first two columns are written.
// f0: Hz; periodic: 1 - d', within 0 and 1.
void write_pitch(const std::vector<float>& f0, const std::vector<float>& periodic, size_t stride,
                 float* rows);

// Makes pitch relative to the clip's: s - sum(p s) / sum(p), in place. The melody stays, and the height of
// the voice goes.
void subtract_mean_pitch(float* rows, size_t frames, size_t stride);

}  // namespace emovox
