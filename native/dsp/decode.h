#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace emovox {

struct DecodeLimits {
  double max_seconds = 3660;  // an hour, and a minute for recorders that stop late
};

// Rates outside are a damaged header rather than speech.
constexpr double kLowestSampleRate = 1000;     // Hz
constexpr double kHighestSampleRate = 384000;  // Hz

// A recording, mixed to mono.
struct Audio {
  std::vector<float> samples;    // full scale at 1
  double sample_rate = 0;        // Hz
  int channels = 0;              // of the source
  uint64_t missing_samples = 0;  // promised by the header, but not there: the file was cut off
};

// WAV (every sample format), AIFF, FLAC and MP3, told by their content; channels are averaged. Memory grows
// with what is really there, not with what a header promises.
//
// Throws Error: FILE_NOT_FOUND; UNREADABLE (folder, permission, sample rate); NOT_AUDIO (another kind of
// file, or damaged); TRUNCATED (cut off before the first sample; a file that is cut off later gives what is
// there, and missing_samples); EMPTY_AUDIO (no samples); NON_FINITE (NaN or infinity in a float file);
// TOO_LONG.
Audio decode_file(const std::string& path, const DecodeLimits& limits = {});
// The same into audio, whose memory is used again.
void decode_file(const std::string& path, const DecodeLimits& limits, Audio& audio);

// The same of bytes in memory; name stands for the file in messages.
Audio decode_bytes(const uint8_t* bytes, size_t size, const std::string& name,
                   const DecodeLimits& limits = {});
void decode_bytes(const uint8_t* bytes, size_t size, const std::string& name, const DecodeLimits& limits,
                  Audio& audio);

}  // namespace emovox
