#pragma once
#include <cstddef>

namespace emovox {

enum class CepstralNormalisation { kNone, kMean, kMeanVariance };

// Over the frames of one clip, coefficient by coefficient, in place:
//
//   mean           c[t] - mean(c)                  a channel that is linear and constant cancels out, and so
//   do
//                                                  the level of the recording and much of the voice (Atal,
//                                                  1974)
//   mean, variance (c[t] - mean(c)) / deviation(c) noise as well, in part (Viikki and Laurila, 1998)
//
// cepstra: rows of `stride` numbers, of which the first `coefficients` are normalised.
void normalise_cepstra(float* cepstra, size_t frames, size_t coefficients, size_t stride,
                       CepstralNormalisation kind);

}  // namespace emovox
