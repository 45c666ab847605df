// What the source of a kernel includes: vectors, and the declarations of the kernels for the instruction set
// that the unit is compiled for.
#pragma once
#include "simd/kernel_list.h"
#include "simd/vector.h"

namespace emovox::simd::EMOVOX_ISA_NAME {

#define EMOVOX_DECLARE(result, name, parameters) result name parameters;
EMOVOX_KERNELS(EMOVOX_DECLARE)
#undef EMOVOX_DECLARE

}  // namespace emovox::simd::EMOVOX_ISA_NAME
