#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace emovox {

// Bytes to decode, in memory or in a file; a file is read piece by piece, never loaded whole.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  uint64_t size() const { return size_; }
  uint64_t position() const { return position_; }

  // Fewer than asked for only at the end, or where a file cannot be read further.
  size_t read(void* out, size_t bytes);

  // From the start; false, and nothing moves, beyond the end.
  bool seek(uint64_t position);

 protected:
  explicit ByteSource(uint64_t size) : size_(size) {}

 private:
  virtual size_t read_at(uint64_t position, void* out, size_t bytes) = 0;

  uint64_t size_;
  uint64_t position_ = 0;
};

// The bytes are not copied: they must outlive the source.
std::unique_ptr<ByteSource> memory_source(const uint8_t* bytes, size_t size);

// path is UTF-8 on every platform. Throws FILE_NOT_FOUND; UNREADABLE for what is not a regular file (a
// folder, a device, a pipe that would never end) or may not be read.
std::unique_ptr<ByteSource> file_source(const std::string& path);

}  // namespace emovox
