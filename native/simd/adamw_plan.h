#pragma once

namespace emovox::simd {

// A step of AdamW (lib/model/adamw.ts has the formula); in double precision, as JavaScript computes.
struct AdamWPlan {
  double mean_share;    // 1 - b1: of the gradient in its mean
  double square_share;  // 1 - b2: of its square
  double kept;          // of a weight, after decay
  double rate;          // over the mean's bias
  double square_scale;  // one over the squares' bias
  double epsilon;
};

}  // namespace emovox::simd
