#pragma once
#include <cstdint>

namespace emovox {

// xoshiro256** 1.0 (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 2021),
// its state filled by splitmix64 from the seed, as its authors advise.
class Xoshiro256 {
 public:
  explicit Xoshiro256(uint64_t seed);
  uint64_t next();

 private:
  uint64_t state_[4];
};

// Standard normal numbers by the ziggurat method (Marsaglia and Tsang, "The ziggurat method for generating
// random variables", J. Stat. Software 2000) with 256 layers; the layer and the place in it come from
// different bits of a random number (Doornik, 2005). Only +, -, *, / and sqrt are used, which IEEE 754
// defines to the last bit, so a seed gives the same numbers on every platform and with every C library.
class Gaussian {
 public:
  explicit Gaussian(uint64_t seed) : random_(seed) {}
  double next();

 private:
  double tail();

  Xoshiro256 random_;
};

}  // namespace emovox
