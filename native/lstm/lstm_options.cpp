#include "lstm/lstm_options.h"

#include <string>

#include "dsp/error.h"

namespace emovox {
namespace {

void expect(const char* name, int value, int low, int high) {
  if (value >= low && value <= high) return;
  throw Error("INVALID_OPTION", std::string(name) + ": expected a whole number from " + std::to_string(low) +
                                    " to " + std::to_string(high) + ", found " + std::to_string(value));
}

}  // namespace

const LstmOptions& checked(const LstmOptions& options) {
  constexpr int kMost = 1 << 20;
  expect("lstm batch", options.batch, 1, kMost);
  expect("lstm steps", options.steps, 1, kMost);
  expect("lstm inputs", options.inputs, 1, 1 << 14);
  expect("lstm units", options.units, 1, 1 << 14);
  expect("lstm threads", options.threads, 1, 2);
  constexpr double kMostFloats = 1e10;
  const double floats = (8.0 * options.units + 2.0 * options.inputs) * options.batch * options.steps;
  if (floats > kMostFloats) {
    throw Error("INVALID_OPTION", "lstm: expected a batch that fits in 40 GB, found one of " +
                                      std::to_string(options.batch) + " x " + std::to_string(options.steps) +
                                      " steps");
  }
  return options;
}

}  // namespace emovox
