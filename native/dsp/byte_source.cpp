#include "byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "error.h"

namespace emovox {
namespace {

namespace fs = std::filesystem;

class MemorySource : public ByteSource {
 public:
  MemorySource(const uint8_t* bytes, size_t size) : ByteSource(size), bytes_(bytes) {}

 private:
  size_t read_at(uint64_t position, void* out, size_t bytes) override {
    if (bytes > 0) std::memcpy(out, bytes_ + position, bytes);
    return bytes;
  }

  const uint8_t* bytes_;
};

class FileSource : public ByteSource {
 public:
  FileSource(std::ifstream file, uint64_t size) : ByteSource(size), file_(std::move(file)) {}

 private:
  size_t read_at(uint64_t position, void* out, size_t bytes) override {
    if (position != file_position_) {
      file_.clear();
      file_.seekg(static_cast<std::streamoff>(position));
    }
    file_.read(static_cast<char*>(out), static_cast<std::streamsize>(bytes));
    const auto got = static_cast<size_t>(file_.gcount());
    file_position_ = position + got;
    return got;
  }

  std::ifstream file_;
  uint64_t file_position_ = 0;
};

const char* kind_of(fs::file_type type) {
  switch (type) {
    case fs::file_type::directory:
      return "a folder";
    case fs::file_type::block:
    case fs::file_type::character:
      return "a device";
    case fs::file_type::fifo:
      return "a pipe";
    case fs::file_type::socket:
      return "a socket";
    default:
      return "something else";
  }
}

[[noreturn]] void throw_unreadable(const std::string& path, const std::string& reason) {
  throw Error("UNREADABLE", path + ": cannot be read: " + reason);
}

}  // namespace

size_t ByteSource::read(void* out, size_t bytes) {
  const uint64_t left = size_ - position_;
  const auto wanted = static_cast<size_t>(std::min<uint64_t>(left, bytes));
  const size_t got = read_at(position_, out, wanted);
  position_ += got;
  return got;
}

bool ByteSource::seek(uint64_t position) {
  if (position > size_) return false;
  position_ = position;
  return true;
}

std::unique_ptr<ByteSource> memory_source(const uint8_t* bytes, size_t size) {
  return std::make_unique<MemorySource>(bytes, size);
}

std::unique_ptr<ByteSource> file_source(const std::string& path) {
  const fs::path native = fs::u8path(path);
  std::error_code failure;
  const fs::file_status status = fs::status(native, failure);
  if (status.type() == fs::file_type::not_found) throw Error("FILE_NOT_FOUND", path + ": no such file");
  if (failure) throw_unreadable(path, failure.message());
  if (status.type() != fs::file_type::regular)
    throw_unreadable(path, std::string("expected a file, found ") + kind_of(status.type()));

  const std::uintmax_t size = fs::file_size(native, failure);
  if (failure) throw_unreadable(path, failure.message());
  errno = 0;
  std::ifstream file(native, std::ios::binary);
  if (!file) throw_unreadable(path, std::generic_category().message(errno ? errno : EIO));
  return std::make_unique<FileSource>(std::move(file), size);
}

}  // namespace emovox
