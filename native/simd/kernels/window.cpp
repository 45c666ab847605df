#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

#if EMOVOX_LANES > 1

typedef float Quad __attribute__((vector_size(16)));
typedef float UnalignedQuad __attribute__((vector_size(16), aligned(4), may_alias));

// Four samples each of frames k, k + 4, k + 8, ..., side by side.
inline Floats quads(const float* const* frames, int k, int sample) {
  Quad fours[kLanes / 4];
  for (int i = 0; i < kLanes / 4; i++) {
    fours[i] = *reinterpret_cast<const UnalignedQuad*>(frames[4 * i + k] + sample);
  }
#if EMOVOX_LANES == 4
  return fours[0];
#elif EMOVOX_LANES == 8 && defined(EMOVOX_JOINS)
  return EMOVOX_SHUFFLE(fours[0], fours[1], 0, 1, 2, 3, 4, 5, 6, 7);
#elif defined(EMOVOX_JOINS)
  return EMOVOX_SHUFFLE(EMOVOX_SHUFFLE(fours[0], fours[1], 0, 1, 2, 3, 4, 5, 6, 7),
                        EMOVOX_SHUFFLE(fours[2], fours[3], 0, 1, 2, 3, 4, 5, 6, 7), 0, 1, 2, 3, 4, 5, 6, 7, 8,
                        9, 10, 11, 12, 13, 14, 15);
#else
  Floats row;
  memcpy(&row, fours, sizeof(row));
  return row;
#endif
}

// Within each four lanes: a0 b0 a1 b1, a2 b2 a3 b3, a0 a1 b0 b1, a2 a3 b2 b3.
#if EMOVOX_LANES == 4
inline Floats low_pairs(Floats a, Floats b) { return EMOVOX_SHUFFLE(a, b, 0, 4, 1, 5); }
inline Floats high_pairs(Floats a, Floats b) { return EMOVOX_SHUFFLE(a, b, 2, 6, 3, 7); }
inline Floats low_halves(Floats a, Floats b) { return EMOVOX_SHUFFLE(a, b, 0, 1, 4, 5); }
inline Floats high_halves(Floats a, Floats b) { return EMOVOX_SHUFFLE(a, b, 2, 3, 6, 7); }
#elif EMOVOX_LANES == 8
inline Floats low_pairs(Floats a, Floats b) { return EMOVOX_SHUFFLE(a, b, 0, 8, 1, 9, 4, 12, 5, 13); }
inline Floats high_pairs(Floats a, Floats b) { return EMOVOX_SHUFFLE(a, b, 2, 10, 3, 11, 6, 14, 7, 15); }
inline Floats low_halves(Floats a, Floats b) { return EMOVOX_SHUFFLE(a, b, 0, 1, 8, 9, 4, 5, 12, 13); }
inline Floats high_halves(Floats a, Floats b) { return EMOVOX_SHUFFLE(a, b, 2, 3, 10, 11, 6, 7, 14, 15); }
#else
inline Floats low_pairs(Floats a, Floats b) {
  return EMOVOX_SHUFFLE(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
}
inline Floats high_pairs(Floats a, Floats b) {
  return EMOVOX_SHUFFLE(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
}
inline Floats low_halves(Floats a, Floats b) {
  return EMOVOX_SHUFFLE(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
}
inline Floats high_halves(Floats a, Floats b) {
  return EMOVOX_SHUFFLE(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
}
#endif

// Four samples of every frame: a 4 x 4 transposition in each four lanes.
inline void transpose_four(const float* const* frames, int sample, Floats* out) {
  const Floats row0 = quads(frames, 0, sample);
  const Floats row1 = quads(frames, 1, sample);
  const Floats row2 = quads(frames, 2, sample);
  const Floats row3 = quads(frames, 3, sample);
  const Floats low01 = low_pairs(row0, row1);
  const Floats high01 = high_pairs(row0, row1);
  const Floats low23 = low_pairs(row2, row3);
  const Floats high23 = high_pairs(row2, row3);
  out[0] = low_halves(low01, low23);
  out[1] = high_halves(low01, low23);
  out[2] = low_halves(high01, high23);
  out[3] = high_halves(high01, high23);
}

#endif

}  // namespace

// out, a lane array: y[n] = x[n] - emphasis x[n-1], where x is `size` samples of frames[0], frames[1], ...
// (one pointer a lane) times the window, and the sample before the first one is the last one. energies, of
// every lane: the sum of y^2.
void window_frames(const float* const* frames, const float* window, int size, float emphasis, float* out,
                   float* energies) {
  auto* values = reinterpret_cast<Floats*>(out);
  Floats before = {};
  Floats energies_of_four[4] = {};  // one sum would wait for itself
  int i = 0;
#if EMOVOX_LANES > 1
  for (; i + 4 <= size; i += 4) {
    Floats samples[4];
    transpose_four(frames, i, samples);
    for (int j = 0; j < 4; j++) {
      const Floats windowed = samples[j] * window[i + j];
      const Floats value = windowed - before * emphasis;
      energies_of_four[j] += value * value;
      values[i + j] = value;
      before = windowed;
    }
  }
#endif
  Floats energy = (energies_of_four[0] + energies_of_four[1]) + (energies_of_four[2] + energies_of_four[3]);
  for (; i < size; i++) {
    float lanes[kLanes];
    for (int lane = 0; lane < kLanes; lane++) lanes[lane] = frames[lane][i];
    const Floats windowed = load(lanes) * window[i];
    const Floats value = windowed - before * emphasis;
    energy += value * value;
    values[i] = value;
    before = windowed;
  }
  energy -= values[0] * values[0];
  values[0] -= before * emphasis;
  energy += values[0] * values[0];
  store(energies, maximum(energy, Floats{}));
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
