#include "pcm_decoder.h"

#include <algorithm>
#include <vector>

// The decoders alone, and nothing of them that is not called (static lets the compiler drop it): 3 s to
// compile and 150 kB, where all of miniaudio takes a minute. Sample rates are judged by decode.cpp, which can
// say what is wrong.
#define MA_API static
#define MA_NO_RUNTIME_LINKING
#define MA_NO_DEVICE_IO
#define MA_NO_THREADING
#define MA_NO_ENCODING
#define MA_NO_GENERATION
#define MA_NO_RESOURCE_MANAGER
#define MA_NO_NODE_GRAPH
#define MA_NO_ENGINE
#define MA_DR_WAV_MAX_SAMPLE_RATE 0xffffffffu
#define MINIAUDIO_IMPLEMENTATION
#include <miniaudio.h>

namespace emovox {
namespace {

size_t on_read(void* source, void* out, size_t bytes) {
  return static_cast<ByteSource*>(source)->read(out, bytes);
}

ma_bool32 on_tell(void* source, ma_int64* position) {
  *position = static_cast<ma_int64>(static_cast<ByteSource*>(source)->position());
  return MA_TRUE;
}

// Each decoder has an enumeration of its own for where an offset counts from, all with the same three values.
template <typename Origin>
ma_bool32 on_seek(void* user, int offset, Origin origin) {
  static_assert(static_cast<int>(MA_DR_WAV_SEEK_END) == static_cast<int>(MA_DR_FLAC_SEEK_END) &&
                static_cast<int>(MA_DR_WAV_SEEK_END) == static_cast<int>(MA_DR_MP3_SEEK_END));
  auto& source = *static_cast<ByteSource*>(user);
  int64_t from = 0;
  if (static_cast<int>(origin) == MA_DR_WAV_SEEK_CUR) from = static_cast<int64_t>(source.position());
  if (static_cast<int>(origin) == MA_DR_WAV_SEEK_END) from = static_cast<int64_t>(source.size());
  const int64_t target = from + offset;
  return target >= 0 && source.seek(static_cast<uint64_t>(target)) ? MA_TRUE : MA_FALSE;
}

uint64_t read_unsigned(ByteSource& source, uint64_t position, int bytes, bool big_endian) {
  uint8_t raw[8] = {};
  if (!source.seek(position) || source.read(raw, bytes) != static_cast<size_t>(bytes)) return 0;
  uint64_t value = 0;
  for (int k = 0; k < bytes; k++)
    value |= static_cast<uint64_t>(raw[k]) << 8 * (big_endian ? bytes - 1 - k : k);
  return value;
}

// Both WAV and AIFF.
class WavDecoder : public PcmDecoder {
 public:
  static std::unique_ptr<PcmDecoder> open(ByteSource& source) {
    auto decoder = std::unique_ptr<WavDecoder>(new WavDecoder);
    decoder->open_ =
        ma_dr_wav_init(&decoder->wav_, on_read, on_seek<ma_dr_wav_seek_origin>, on_tell, &source, nullptr);
    if (!decoder->open_ || !decoder->is_decodable()) return nullptr;
    decoder->keep_companded_signs();
    decoder->sample_rate_ = decoder->wav_.sampleRate;
    decoder->channels_ = decoder->wav_.channels;
    decoder->promised_frames_ = decoder->find_promised_frames(source);
    return decoder;
  }

  ~WavDecoder() override {
    if (open_) ma_dr_wav_uninit(&wav_);
  }

  size_t read(float* out, size_t frames) override {
    // In an AIFF file miniaudio takes the eight bytes after the samples for samples too.
    const uint64_t left = wav_.totalPCMFrameCount - std::min<uint64_t>(wav_.totalPCMFrameCount, frames_read_);
    const uint64_t wanted = std::min<uint64_t>(frames, left);
    const uint64_t got =
        is_8_bit() ? read_8_bit(out, wanted) : ma_dr_wav_read_pcm_frames_f32(&wav_, wanted, out);
    frames_read_ += got;
    return static_cast<size_t>(got);
  }

 private:
  WavDecoder() = default;

  bool is_decodable() const {
    switch (wav_.translatedFormatTag) {
      case MA_DR_WAVE_FORMAT_IEEE_FLOAT:
        return wav_.bitsPerSample == 32 || wav_.bitsPerSample == 64;
      case MA_DR_WAVE_FORMAT_PCM:
        return bytes_per_sample() >= 1 && bytes_per_sample() <= 4;
      case MA_DR_WAVE_FORMAT_ALAW:
      case MA_DR_WAVE_FORMAT_MULAW:
      case MA_DR_WAVE_FORMAT_ADPCM:
      case MA_DR_WAVE_FORMAT_DVI_ADPCM:
        return true;
      default:
        return false;
    }
  }

  // miniaudio takes the 8 bits of A-law and mu-law in AIFF for signed numbers and adds 128, which turns the
  // sign of every sample.
  void keep_companded_signs() {
    if (wav_.translatedFormatTag == MA_DR_WAVE_FORMAT_ALAW ||
        wav_.translatedFormatTag == MA_DR_WAVE_FORMAT_MULAW) {
      wav_.aiff.isUnsigned = MA_TRUE;
    }
  }

  unsigned bytes_per_sample() const {
    return wav_.bitsPerSample % 8 == 0 ? wav_.bitsPerSample / 8u : wav_.fmt.blockAlign / wav_.channels;
  }

  bool is_8_bit() const {
    return wav_.translatedFormatTag == MA_DR_WAVE_FORMAT_PCM && bytes_per_sample() == 1;
  }

  // miniaudio's floats of 8-bit samples (n / 127.5 - 1) have no 0: silence, 128, would come out as 0.004. Its
  // 16-bit numbers are right.
  uint64_t read_8_bit(float* out, uint64_t frames) {
    whole_numbers_.resize(static_cast<size_t>(frames) * wav_.channels);
    const uint64_t got = ma_dr_wav_read_pcm_frames_s16(&wav_, frames, whole_numbers_.data());
    for (size_t k = 0; k < got * wav_.channels; k++)
      out[k] = static_cast<float>(whole_numbers_[k]) / 32768.0f;
    return got;
  }

  // miniaudio cuts the size of the samples down to what the file holds, without a word. The header's own
  // number is still there, right before them.
  std::optional<uint64_t> find_promised_frames(ByteSource& source) const {
    const uint64_t position = source.position();
    uint64_t bytes = 0;
    switch (wav_.container) {
      case ma_dr_wav_container_riff:
      case ma_dr_wav_container_rifx:
        bytes =
            read_unsigned(source, wav_.dataChunkDataPos - 4, 4, wav_.container == ma_dr_wav_container_rifx);
        break;
      case ma_dr_wav_container_rf64:
        bytes = read_unsigned(source, 28, 8, false);
        break;
      default:
        break;
    }
    source.seek(position);
    const bool bytes_are_frames = wav_.translatedFormatTag != MA_DR_WAVE_FORMAT_ADPCM &&
                                  wav_.translatedFormatTag != MA_DR_WAVE_FORMAT_DVI_ADPCM;
    // Damaged blocks of ADPCM make miniaudio count down below 0; a byte is two samples at most.
    if (!bytes_are_frames && wav_.totalPCMFrameCount > 2 * source.size()) return std::nullopt;
    // Programs that write to a pipe cannot know the size and put a huge one.
    constexpr uint64_t kUnknownSize = 0x7fff0000;
    if (!bytes_are_frames || bytes == 0 ||
        (bytes >= kUnknownSize && wav_.container != ma_dr_wav_container_rf64))
      return wav_.totalPCMFrameCount;
    return bytes / std::max<uint64_t>(1, static_cast<uint64_t>(bytes_per_sample()) * wav_.channels);
  }

  ma_dr_wav wav_{};
  bool open_ = false;
  uint64_t frames_read_ = 0;
  std::vector<int16_t> whole_numbers_;
};

class FlacDecoder : public PcmDecoder {
 public:
  static std::unique_ptr<PcmDecoder> open(ByteSource& source) {
    auto decoder = std::unique_ptr<FlacDecoder>(new FlacDecoder);
    decoder->flac_ = ma_dr_flac_open(on_read, on_seek<ma_dr_flac_seek_origin>, on_tell, &source, nullptr);
    if (!decoder->flac_) return nullptr;
    decoder->sample_rate_ = decoder->flac_->sampleRate;
    decoder->channels_ = decoder->flac_->channels;
    if (decoder->flac_->totalPCMFrameCount > 0)
      decoder->promised_frames_ = decoder->flac_->totalPCMFrameCount;
    return decoder;
  }

  ~FlacDecoder() override { ma_dr_flac_close(flac_); }

  size_t read(float* out, size_t frames) override {
    return static_cast<size_t>(ma_dr_flac_read_pcm_frames_f32(flac_, frames, out));
  }

 private:
  FlacDecoder() = default;

  ma_dr_flac* flac_ = nullptr;
};

class Mp3Decoder : public PcmDecoder {
 public:
  static std::unique_ptr<PcmDecoder> open(ByteSource& source) {
    auto decoder = std::unique_ptr<Mp3Decoder>(new Mp3Decoder);
    decoder->open_ = ma_dr_mp3_init(&decoder->mp3_, on_read, on_seek<ma_dr_mp3_seek_origin>, on_tell, nullptr,
                                    &source, nullptr);
    if (!decoder->open_) return nullptr;
    decoder->sample_rate_ = decoder->mp3_.sampleRate;
    decoder->channels_ = static_cast<int>(decoder->mp3_.channels);
    // Known from a Xing or Info header; otherwise only reading to the end would tell.
    if (decoder->mp3_.totalPCMFrameCount != MA_UINT64_MAX)
      decoder->promised_frames_ = ma_dr_mp3_get_pcm_frame_count(&decoder->mp3_);
    return decoder;
  }

  ~Mp3Decoder() override {
    if (open_) ma_dr_mp3_uninit(&mp3_);
  }

  size_t read(float* out, size_t frames) override {
    return static_cast<size_t>(ma_dr_mp3_read_pcm_frames_f32(&mp3_, frames, out));
  }

 private:
  Mp3Decoder() = default;

  ma_dr_mp3 mp3_{};
  bool open_ = false;
};

}  // namespace

std::unique_ptr<PcmDecoder> open_decoder(AudioFormat format, ByteSource& source) {
  source.seek(0);
  switch (format) {
    case AudioFormat::kWav:
    case AudioFormat::kAiff:
      return WavDecoder::open(source);
    case AudioFormat::kFlac:
      return FlacDecoder::open(source);
    case AudioFormat::kMp3:
      return Mp3Decoder::open(source);
    case AudioFormat::kUnknown:
      break;
  }
  return nullptr;
}

}  // namespace emovox
