#include "audio_format.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>

namespace emovox {
namespace {

// The first bytes of a source, zeros beyond its end.
struct Head {
  std::array<uint8_t, 64> bytes{};
  size_t size = 0;

  bool has(size_t at, std::string_view letters) const {
    return at + letters.size() <= size && std::memcmp(bytes.data() + at, letters.data(), letters.size()) == 0;
  }
};

Head head_at(ByteSource& source, uint64_t position) {
  Head head;
  if (source.seek(position)) head.size = source.read(head.bytes.data(), head.bytes.size());
  return head;
}

// Length of the ID3v2 tag at the start: ten bytes and what its "syncsafe" size (4 x 7 bits) says. 0 without a
// tag.
uint64_t id3_bytes(const Head& head) {
  if (!head.has(0, "ID3") || head.size < 10) return 0;
  uint64_t size = 10;
  for (int k = 0; k < 4; k++) size += static_cast<uint64_t>(head.bytes[6 + k] & 0x7f) << (7 * (3 - k));
  const bool footer = (head.bytes[5] & 0x10) != 0;
  return size + (footer ? 10 : 0);
}

// The first four bytes of an MPEG audio frame, ISO 11172-3 section 2.4.1.3.
struct Mp3Header {
  uint64_t frame_bytes;
  uint32_t stream;  // the bits that all frames of a stream share: sync, version, layer, sample rate
};

std::optional<Mp3Header> mp3_header(const uint8_t* bytes) {
  constexpr int kBitRates1[] = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};  // kbit/s
  constexpr int kBitRates2[] = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
  constexpr int kRates[] = {44100, 48000, 32000};  // Hz, MPEG 1
  const bool sync = bytes[0] == 0xff && (bytes[1] & 0xe0) == 0xe0;
  const int version = (bytes[1] >> 3) & 3;  // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const int layer = (bytes[1] >> 1) & 3;    // 1: layer III
  const int bit_rate = bytes[2] >> 4;
  const int rate = (bytes[2] >> 2) & 3;
  if (!sync || version == 1 || layer != 1 || bit_rate == 0 || bit_rate == 15 || rate == 3)
    return std::nullopt;
  const int kbps = version == 3 ? kBitRates1[bit_rate] : kBitRates2[bit_rate];
  const int hz = kRates[rate] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
  const int samples = version == 3 ? 1152 : 576;
  const int padding = (bytes[2] >> 1) & 1;
  const int frame_bytes = samples / 8 * kbps * 1000 / hz + padding;
  return Mp3Header{static_cast<uint64_t>(frame_bytes),
                   static_cast<uint32_t>(bytes[1] << 8 | (bytes[2] & 0x0c))};
}

// A frame header followed, a frame later, by another of the same stream (or by the end): four bytes alone are
// met by chance in any binary file.
bool starts_mp3(ByteSource& source, uint64_t at) {
  const Head head = head_at(source, at);
  const auto first = head.size >= 4 ? mp3_header(head.bytes.data()) : std::nullopt;
  if (!first) return false;
  const Head next = head_at(source, at + first->frame_bytes);
  if (next.size < 4) return true;
  const auto second = mp3_header(next.bytes.data());
  return second && second->stream == first->stream;
}

struct Signature {
  size_t at;
  std::string_view letters;
  const char* name;
};

constexpr Signature kOthers[] = {
    {0, "RIFF", "a RIFF file that is not WAV"},
    {0, "OggS", "an Ogg file"},
    {4, "ftyp", "an MP4 or M4A file"},
    {0, "\x1a\x45\xdf\xa3", "a Matroska or WebM file"},
    {0, "caff", "a CAF file"},
    {0, ".snd", "an AU file"},
    {0, "wvpk", "a WavPack file"},
    {0, "NIST_1A", "a NIST SPHERE file"},
    {0, "PK\x03\x04", "a ZIP archive"},
    {0, "\x1f\x8b", "a gzip archive"},
    {0, "\x89PNG", "a PNG image"},
    {0, "\xff\xd8\xff", "a JPEG image"},
    {0, "%PDF", "a PDF document"},
    {0, "version https://git-lfs", "a Git LFS pointer, the file itself was not downloaded"},
    {0, "<!DOCTYPE", "an HTML page"},
    {0, "<html", "an HTML page"},
    {0, "ID3", "an ID3 tag without MP3 frames"},
};

bool is_text(const Head& head) {
  return std::all_of(head.bytes.begin(), head.bytes.begin() + head.size, [](uint8_t byte) {
    return (byte >= 0x20 && byte < 0x7f) || byte == '\t' || byte == '\n' || byte == '\r';
  });
}

std::string first_letters(const Head& head) {
  std::string letters;
  for (size_t k = 0; k < std::min<size_t>(head.size, 24); k++) {
    const char letter = static_cast<char>(head.bytes[k]);
    if (letter == '\n' || letter == '\r') break;
    letters += letter;
  }
  return '"' + letters + '"';
}

std::string first_bytes(const Head& head) {
  std::string hex = "first bytes";
  for (size_t k = 0; k < std::min<size_t>(head.size, 8); k++) {
    char digits[4];
    std::snprintf(digits, sizeof digits, " %02x", head.bytes[k]);
    hex += digits;
  }
  return hex;
}

}  // namespace

const char* name_of(AudioFormat format) {
  switch (format) {
    case AudioFormat::kWav:
      return "WAV";
    case AudioFormat::kAiff:
      return "AIFF";
    case AudioFormat::kFlac:
      return "FLAC";
    case AudioFormat::kMp3:
      return "MP3";
    case AudioFormat::kUnknown:
      break;
  }
  return "unknown";
}

AudioFormat detect_format(ByteSource& source) {
  const Head head = head_at(source, 0);
  // A file cut off within its first twelve bytes counts as what it began to be.
  const bool short_head = head.size < 12;
  for (const char* riff : {"RIFF", "RIFX", "RF64"})
    if (head.has(0, riff) && (short_head || head.has(8, "WAVE"))) return AudioFormat::kWav;
  if (head.has(0, "riff\x2e\x91\xcf\x11")) return AudioFormat::kWav;  // Sony Wave64
  if (head.has(0, "FORM") && (short_head || head.has(8, "AIFF") || head.has(8, "AIFC")))
    return AudioFormat::kAiff;
  if (head.has(0, "OggS") && head.has(28,
                                      "\x7f"
                                      "FLAC"))
    return AudioFormat::kFlac;
  const uint64_t tag = id3_bytes(head);
  if (head_at(source, tag).has(0, "fLaC")) return AudioFormat::kFlac;
  if (starts_mp3(source, tag)) return AudioFormat::kMp3;
  // Some taggers leave padding after the tag; the decoder looks for the first frame itself.
  return tag > 0 && tag < source.size() ? AudioFormat::kMp3 : AudioFormat::kUnknown;
}

std::string describe_start(ByteSource& source) {
  const Head head = head_at(source, 0);
  if (head.size == 0) return "an empty file";
  for (const auto& [at, letters, name] : kOthers)
    if (head.has(at, letters)) return std::string(name) + " (" + first_bytes(head) + ")";
  if (is_text(head)) return "text (" + first_letters(head) + ")";
  return "something else (" + first_bytes(head) + ")";
}

}  // namespace emovox
