#include "simd/kernels.h"

#include <cstdlib>

#include "dsp/error.h"

namespace emovox::simd {

namespace baseline {
extern const Kernels kTable;
}
#ifdef EMOVOX_X64_ISAS
namespace avx2 {
extern const Kernels kTable;
}
namespace avx512 {
extern const Kernels kTable;
}
#endif

namespace {

std::vector<const Kernels*> find_available() {
  std::vector<const Kernels*> found = {&baseline::kTable};
#ifdef EMOVOX_X64_ISAS
  // These ask for the operating system's support too.
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return found;
  found.push_back(&avx2::kTable);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    found.push_back(&avx512::kTable);
  }
#endif
  return found;
}

const Kernels& choose() {
  const char* forced = std::getenv("EMOVOX_ISA");
  return forced == nullptr || *forced == '\0' ? *available_kernels().back() : kernels_for(forced);
}

std::string names_of(const std::vector<const Kernels*>& tables) {
  std::string names;
  for (size_t i = 0; i < tables.size(); i++) {
    if (i > 0) names += i + 1 == tables.size() ? " or " : ", ";
    names += tables[i]->isa;
  }
  return names;
}

}  // namespace

const std::vector<const Kernels*>& available_kernels() {
  static const std::vector<const Kernels*> available = find_available();
  return available;
}

const Kernels& kernels_for(const std::string& isa) {
  for (const Kernels* table : available_kernels()) {
    if (isa == table->isa) return *table;
  }
  throw Error("INVALID_OPTION", "EMOVOX_ISA: expected what this machine has, " +
                                    names_of(available_kernels()) + ", found \"" + isa + "\"");
}

const Kernels& kernels() {
  static const Kernels& chosen = choose();
  return chosen;
}

}  // namespace emovox::simd
