// Every kernel: KERNEL(what it returns, its name, its parameters). To add one, add its line here and a source
// in native/simd/kernels that defines it in namespace emovox::simd::EMOVOX_ISA_NAME, and list that source in
// native-sources.json.
#pragma once
#include <stddef.h>

#include "simd/resample_plans.h"

// to_decibels: out = 10 log10(max(floor, power)) for `count` powers; floor must be a normal number. out may
// be
//   power. Answers the largest of them, -infinity for none.
#define EMOVOX_KERNELS(KERNEL)                                                                             \
  KERNEL(float, to_decibels, (const float* power, size_t count, float floor, float* out))                  \
  KERNEL(void, filter_blocks, (const BlockFilterPlan& plan, const BlockSpan* blocks, float* work))         \
  KERNEL(void, filter_phases, (const PhaseBankPlan& plan, const float* samples, size_t count, float* out)) \
  KERNEL(void, interpolate,                                                                                \
         (const InterpolatorPlan& plan, const float* samples, double step, size_t count, float* out))
