#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace emovox::fuzz {

// The input's first bytes as options. Beyond its end every byte is 0, so an input of any size is one.
class OptionBytes {
 public:
  OptionBytes(const uint8_t* bytes, size_t size) : bytes_(bytes), size_(size) {}

  uint8_t byte() {
    if (size_ == 0) return 0;
    size_--;
    return *bytes_++;
  }
  bool flag() { return (byte() & 1) != 0; }
  // From low to high, of two bytes.
  int integer(int low, int high) {
    const int value = byte() | byte() << 8;
    return low + value % (high - low + 1);
  }
  // The same of real numbers, in 65536 steps.
  double number(double low, double high) { return low + (high - low) * integer(0, 65535) / 65535; }
  // The same in equal ratios, for rates.
  double ratio(double low, double high) { return low * std::pow(high / low, number(0, 1)); }
  // Of an enumeration whose values are 0 .. last.
  template <typename Choice>
  Choice choice(Choice last) {
    return static_cast<Choice>(integer(0, static_cast<int>(last)));
  }
  std::optional<double> maybe(double low, double high) {
    const bool given = flag();
    const double value = number(low, high);
    return given ? std::optional<double>(value) : std::nullopt;
  }

  // What is left.
  const uint8_t* rest() const { return bytes_; }
  size_t rest_size() const { return size_; }

 private:
  const uint8_t* bytes_;
  size_t size_;
};

}  // namespace emovox::fuzz
