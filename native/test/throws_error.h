#pragma once
#include <gtest/gtest.h>

#include <string>

#include "dsp/error.h"

namespace emovox::test {

// Expects emovox::Error with this code, and gives its message.
template <typename Body>
std::string error_of(const char* code, Body body) {
  try {
    body();
  } catch (const Error& error) {
    EXPECT_STREQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "expected an error " << code;
  return "";
}

}  // namespace emovox::test
