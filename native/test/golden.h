#pragma once
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace emovox::test {

// Numbers that a peer computed, stored as raw little-endian float32 beside the script that made them. `file`
// is below the checkout's root.
inline std::vector<float> golden(const std::string& file) {
  const auto root = std::filesystem::absolute(__FILE__).parent_path().parent_path().parent_path();
  std::ifstream in(root / file, std::ios::binary | std::ios::ate);
  if (!in) throw std::runtime_error("no golden values at " + (root / file).string());
  std::vector<float> values(static_cast<size_t>(in.tellg()) / sizeof(float));
  in.seekg(0);
  in.read(reinterpret_cast<char*>(values.data()),
          static_cast<std::streamsize>(values.size() * sizeof(float)));
  return values;
}

}  // namespace emovox::test
