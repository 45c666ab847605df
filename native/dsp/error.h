#pragma once
#include <stdexcept>
#include <string>

namespace emovox {

// What the core throws. `code` is one of the codes in lib/errors.ts; the addon hands both to JavaScript.
class Error : public std::runtime_error {
 public:
  Error(const char* code, const std::string& message) : std::runtime_error(message), code_(code) {}
  const char* code() const noexcept { return code_; }

 private:
  const char* code_;
};

}  // namespace emovox
