#pragma once

namespace emovox {

struct LstmOptions {
  int batch = 1;
  int steps = 1;
  int inputs = 1;
  int units = 1;
  bool sequences = false;  // every step's h is asked for, not the last one's alone
  bool reverse = false;    // from the last step to the first
  bool training = false;   // what backward() needs is kept
  int threads = 1;         // 1 or 2
};

// The same ones. Throws INVALID_OPTION for sizes that make no sense.
const LstmOptions& checked(const LstmOptions& options);

}  // namespace emovox
