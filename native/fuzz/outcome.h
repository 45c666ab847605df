#pragma once
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <vector>

#include "dsp/error.h"

// What may come of any input: a right answer, or an error with a code. Anything else ends the program, which
// the fuzzer reports as it does a crash.
namespace emovox::fuzz {

inline void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "expected: %s\n", what);
  std::abort();
}

inline void expect_finite(const std::vector<float>& samples) {
  expect(std::all_of(samples.begin(), samples.end(), [](float sample) { return std::isfinite(sample); }),
         "finite results");
}

// Errors of these codes are right answers; other errors and other exceptions are faults.
template <typename Work>
void expect_answer(std::initializer_list<const char*> codes, Work work) {
  try {
    work();
  } catch (const Error& error) {
    const bool known = std::any_of(codes.begin(), codes.end(),
                                   [&](const char* code) { return std::strcmp(code, error.code()) == 0; });
    if (!known) std::fprintf(stderr, "%s: %s\n", error.code(), error.what());
    expect(known, "an error that the function names in its header");
  }
}

}  // namespace emovox::fuzz
