#pragma once
#include <string>
#include <vector>

#include "simd/kernel_table.h"

namespace emovox::simd {

// The kernels that this machine can run, a table an instruction set, the widest last.
const std::vector<const Kernels*>& available_kernels();

// Those of that name. Throws INVALID_OPTION for a name that is not known, or that this machine cannot run.
const Kernels& kernels_for(const std::string& isa);

// Those to use: the widest that this machine can run, or what the environment variable EMOVOX_ISA names.
// Chosen at the first call and the same from then on. Throws as kernels_for().
const Kernels& kernels();

}  // namespace emovox::simd
