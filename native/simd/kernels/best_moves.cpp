#include "simd/kernel.h"

namespace emovox::simd::EMOVOX_ISA_NAME {
namespace {

#if EMOVOX_LANES > 1

constexpr int kDoubles = EMOVOX_LANES / 2;
typedef double Doubles __attribute__((vector_size(4 * EMOVOX_LANES)));
typedef double UnalignedDoubles __attribute__((vector_size(4 * EMOVOX_LANES), aligned(8), may_alias));

inline Doubles load_doubles(const double* from) { return *reinterpret_cast<const UnalignedDoubles*>(from); }
inline void store_doubles(double* to, Doubles value) { *reinterpret_cast<UnalignedDoubles*>(to) = value; }

// Of kDoubles places at once.
inline void best_of_places(const double* sources, const double* weights, int width, double* best,
                           double* from) {
  Doubles value = load_doubles(sources) + weights[0];
  Doubles place = {};
  for (int o = 1; o < width; o++) {
    const Doubles candidate = load_doubles(sources + o) + weights[o];
    const auto better = candidate > value;
    place = better ? Doubles{} + static_cast<double>(o) : place;
    value = better ? candidate : value;
  }
  store_doubles(best, value);
  store_doubles(from, place);
}

#endif

}  // namespace

// best[j] = max over o = 0 .. width - 1 of sources[j + o] + weights[o], for j = 0 .. count - 1; from[j], the
// first o that gives it.
void best_moves(const double* sources, const double* weights, int width, int count, double* best,
                double* from) {
  int j = 0;
#if EMOVOX_LANES > 1
  for (; j + kDoubles <= count; j += kDoubles) {
    best_of_places(sources + j, weights, width, best + j, from + j);
  }
#endif
  for (; j < count; j++) {
    best[j] = sources[j] + weights[0];
    from[j] = 0;
    for (int o = 1; o < width; o++) {
      const double candidate = sources[j + o] + weights[o];
      if (candidate > best[j]) {
        best[j] = candidate;
        from[j] = o;
      }
    }
  }
}

}  // namespace emovox::simd::EMOVOX_ISA_NAME
