#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "audio_format.h"
#include "byte_source.h"

namespace emovox {

// Turns a WAV, AIFF, FLAC or MP3 stream into float samples, piece by piece, with miniaudio.
class PcmDecoder {
 public:
  virtual ~PcmDecoder() = default;
  PcmDecoder(const PcmDecoder&) = delete;
  PcmDecoder& operator=(const PcmDecoder&) = delete;

  double sample_rate() const { return sample_rate_; }  // Hz
  int channels() const { return channels_; }

  // How many frames (one sample a channel) the header promises, where it does. It may lie: trust it for
  // messages only.
  std::optional<uint64_t> promised_frames() const { return promised_frames_; }

  // The next frames, channels interleaved, full scale at 1; fewer than asked for only at the end.
  virtual size_t read(float* out, size_t frames) = 0;

 protected:
  PcmDecoder() = default;

  double sample_rate_ = 0;
  int channels_ = 0;
  std::optional<uint64_t> promised_frames_;
};

// nullptr when the source is damaged or of a kind that cannot be decoded. The source must outlive the
// decoder.
std::unique_ptr<PcmDecoder> open_decoder(AudioFormat format, ByteSource& source);

}  // namespace emovox
