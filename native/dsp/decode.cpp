#include "decode.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "audio_format.h"
#include "byte_source.h"
#include "error.h"
#include "pcm_decoder.h"

namespace emovox {
namespace {

constexpr size_t kFramesAtOnce = 4096;
// Memory taken on a header's word alone.
constexpr uint64_t kMostReserved = uint64_t{1} << 20;
// 2 GiB of samples: an hour at 149 kHz.
constexpr double kMostSamples = uint64_t{1} << 29;

template <typename... Parts>
std::string text(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

class Decoding {
 public:
  Decoding(ByteSource& source, const std::string& name, const DecodeLimits& limits)
      : source_(source), name_(name), limits_(limits) {}

  void run(Audio& audio) {
    const std::unique_ptr<PcmDecoder> decoder = open();
    check_rate(*decoder);
    audio.samples.clear();
    audio.sample_rate = decoder->sample_rate();
    audio.channels = decoder->channels();
    const uint64_t promised = decoder->promised_frames().value_or(0);
    audio.samples.reserve(static_cast<size_t>(std::min(promised, kMostReserved)));
    read_all(*decoder, audio);
    if (audio.samples.empty()) throw_no_samples(promised);
    audio.missing_samples = promised - std::min<uint64_t>(promised, audio.samples.size());
  }

 private:
  std::unique_ptr<PcmDecoder> open() {
    const AudioFormat format = detect_format(source_);
    if (format == AudioFormat::kUnknown) {
      throw Error("NOT_AUDIO",
                  text(name_, ": expected WAV, AIFF, FLAC or MP3, found ", describe_start(source_)));
    }
    auto decoder = open_decoder(format, source_);
    if (decoder) return decoder;
    if (is_cut_off(format)) {
      throw Error("TRUNCATED",
                  text(name_, ": expected ", name_of(format), " samples, found a file cut off after ",
                       source_.size(), " bytes, in its header"));
    }
    throw Error("NOT_AUDIO", text(name_, ": expected ", name_of(format),
                                  " samples, found a damaged file or a compression that cannot be read"));
  }

  // Whether a file without readable samples is shorter than its header says. RIFF and AIFF files begin with
  // their size less eight; a FLAC file with at least 42 bytes.
  bool is_cut_off(AudioFormat format) {
    if (format == AudioFormat::kFlac) return source_.size() < 42;
    if (format != AudioFormat::kWav && format != AudioFormat::kAiff) return false;
    uint8_t head[8] = {};
    source_.seek(0);
    if (source_.read(head, sizeof head) < sizeof head || source_.size() < 12) return true;
    const bool little_endian = head[3] == 'F' && head[0] == 'R';
    uint64_t size = 8;
    for (int k = 0; k < 4; k++) size += static_cast<uint64_t>(head[4 + k]) << 8 * (little_endian ? k : 3 - k);
    return source_.size() < size;
  }

  void check_rate(const PcmDecoder& decoder) const {
    const double rate = decoder.sample_rate();
    if (rate < kLowestSampleRate || rate > kHighestSampleRate) {
      throw Error("UNREADABLE", text(name_, ": expected a sample rate from ", kLowestSampleRate, " to ",
                                     kHighestSampleRate, " Hz, found ", static_cast<uint64_t>(rate)));
    }
  }

  void read_all(PcmDecoder& decoder, Audio& audio) const {
    const auto channels = static_cast<size_t>(decoder.channels());
    const double most_frames = std::min(limits_.max_seconds * audio.sample_rate, kMostSamples);
    std::vector<float> frames(kFramesAtOnce * channels);
    for (;;) {
      const size_t got = decoder.read(frames.data(), kFramesAtOnce);
      if (static_cast<double>(audio.samples.size() + got) > most_frames) {
        throw Error("TOO_LONG",
                    text(name_, ": expected at most ", most_frames / audio.sample_rate, " s, found more"));
      }
      append_mono(frames.data(), got, channels, audio.samples);
      if (got < kFramesAtOnce) return;
    }
  }

  void append_mono(const float* frames, size_t count, size_t channels, std::vector<float>& out) const {
    for (size_t frame = 0; frame < count; frame++) {
      double sum = 0;
      for (size_t channel = 0; channel < channels; channel++) {
        const float sample = frames[frame * channels + channel];
        if (!std::isfinite(sample)) {
          throw Error("NON_FINITE", text(name_, ": expected finite samples, found ", sample, " at sample ",
                                         out.size(), " of channel ", channel + 1));
        }
        sum += sample;
      }
      out.push_back(static_cast<float>(sum / static_cast<double>(channels)));
    }
  }

  [[noreturn]] void throw_no_samples(uint64_t promised) const {
    if (promised > 0) {
      throw Error("TRUNCATED", text(name_, ": expected ", promised,
                                    " samples, found none: the file is cut off or damaged"));
    }
    throw Error("EMPTY_AUDIO", text(name_, ": expected samples, found a recording of length 0"));
  }

  ByteSource& source_;
  const std::string& name_;
  const DecodeLimits& limits_;
};

}  // namespace

Audio decode_file(const std::string& path, const DecodeLimits& limits) {
  Audio audio;
  decode_file(path, limits, audio);
  return audio;
}

void decode_file(const std::string& path, const DecodeLimits& limits, Audio& audio) {
  const auto source = file_source(path);
  Decoding(*source, path, limits).run(audio);
}

Audio decode_bytes(const uint8_t* bytes, size_t size, const std::string& name, const DecodeLimits& limits) {
  Audio audio;
  decode_bytes(bytes, size, name, limits, audio);
  return audio;
}

void decode_bytes(const uint8_t* bytes, size_t size, const std::string& name, const DecodeLimits& limits,
                  Audio& audio) {
  const auto source = memory_source(bytes, size);
  Decoding(*source, name, limits).run(audio);
}

}  // namespace emovox
