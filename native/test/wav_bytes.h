#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace emovox::test {

using Bytes = std::vector<uint8_t>;

inline void append(Bytes& bytes, const std::string& text) {
  bytes.insert(bytes.end(), text.begin(), text.end());
}

inline void append_number(Bytes& bytes, uint64_t value, int width, bool big_endian = false) {
  for (int k = 0; k < width; k++)
    bytes.push_back(static_cast<uint8_t>(value >> 8 * (big_endian ? width - 1 - k : k)));
}

struct WavFormat {
  int tag = 1;  // 1: whole numbers, 3: floats, 0xfffe: extensible (of whole numbers)
  int channels = 1;
  uint32_t sample_rate = 16000;
  int bits = 16;
};

// A WAV file of these sample bytes. The header promises `promised` bytes of them, by default what is there.
inline Bytes wav_file(const WavFormat& format, const Bytes& data, int64_t promised = -1) {
  const auto size = static_cast<uint64_t>(promised < 0 ? static_cast<int64_t>(data.size()) : promised);
  const bool extensible = format.tag == 0xfffe;
  const int frame = format.channels * format.bits / 8;
  Bytes bytes;
  append(bytes, "RIFF");
  append_number(bytes, size + (extensible ? 60 : 36), 4);
  append(bytes, "WAVEfmt ");
  append_number(bytes, extensible ? 40 : 16, 4);
  append_number(bytes, static_cast<uint64_t>(format.tag), 2);
  append_number(bytes, static_cast<uint64_t>(format.channels), 2);
  append_number(bytes, format.sample_rate, 4);
  append_number(bytes, format.sample_rate * static_cast<uint64_t>(frame), 4);
  append_number(bytes, static_cast<uint64_t>(frame), 2);
  append_number(bytes, static_cast<uint64_t>(format.bits), 2);
  if (extensible) {
    append_number(bytes, 22, 2);
    append_number(bytes, static_cast<uint64_t>(format.bits), 2);
    append_number(bytes, 0, 4);
    for (const int byte :
         {1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71})  // KSDATAFORMAT PCM
      bytes.push_back(static_cast<uint8_t>(byte));
  }
  append(bytes, "data");
  append_number(bytes, size, 4);
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

// Samples as little-endian 16-bit numbers.
inline Bytes int16_data(const std::vector<int>& samples) {
  Bytes bytes;
  for (const int sample : samples) append_number(bytes, static_cast<uint16_t>(sample), 2);
  return bytes;
}

inline Bytes float_data(const std::vector<float>& samples) {
  Bytes bytes(samples.size() * sizeof(float));
  std::memcpy(bytes.data(), samples.data(), bytes.size());
  return bytes;
}

}  // namespace emovox::test
