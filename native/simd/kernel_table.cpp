// The kernels of one instruction set. Constants only: nothing here runs when it is loaded, which
// a machine without that instruction set does too.
#include "simd/kernel_table.h"

#include "simd/kernel.h"

#define EMOVOX_TEXT_OF(name) #name
#define EMOVOX_TEXT(name) EMOVOX_TEXT_OF(name)

namespace emovox::simd::EMOVOX_ISA_NAME {

extern const Kernels kTable;

#define EMOVOX_ADDRESS(result, name, parameters) &(name),
const Kernels kTable = {EMOVOX_TEXT(EMOVOX_ISA_NAME), EMOVOX_LANES, EMOVOX_KERNELS(EMOVOX_ADDRESS)};
#undef EMOVOX_ADDRESS

}  // namespace emovox::simd::EMOVOX_ISA_NAME
