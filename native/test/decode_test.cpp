#include "dsp/decode.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>

#include "throws_error.h"
#include "wav_bytes.h"

namespace emovox {
namespace {

using test::append;
using test::append_number;
using test::Bytes;
using test::error_of;
using test::float_data;
using test::int16_data;
using test::wav_file;

Audio decoded(const Bytes& bytes, const DecodeLimits& limits = {}) {
  return decode_bytes(bytes.data(), bytes.size(), "test.wav", limits);
}

using Samples = std::vector<float>;

TEST(Decode, Wav16) {
  const Audio audio = decoded(wav_file({1, 1, 22050, 16}, int16_data({0, 16384, -32768, 32767})));
  EXPECT_EQ(audio.samples, (Samples{0, 0.5f, -1, 32767 / 32768.0f}));
  EXPECT_EQ(audio.sample_rate, 22050);
  EXPECT_EQ(audio.channels, 1);
  EXPECT_EQ(audio.missing_samples, 0u);
}

TEST(Decode, EveryWavSampleFormat) {
  EXPECT_EQ(decoded(wav_file({1, 1, 8000, 8}, {0, 128, 192})).samples, (Samples{-1, 0, 0.5f}));
  EXPECT_EQ(decoded(wav_file({1, 1, 8000, 24}, {0, 0, 0xc0, 0, 0, 0x40})).samples, (Samples{-0.5f, 0.5f}));
  EXPECT_EQ(decoded(wav_file({1, 1, 8000, 32}, {0, 0, 0, 0xc0})).samples, (Samples{-0.5f}));
  EXPECT_EQ(decoded(wav_file({3, 1, 8000, 32}, float_data({0.25f, -2}))).samples, (Samples{0.25f, -2}));
  Bytes doubles;
  append_number(doubles, 0x3fd0000000000000, 8);
  EXPECT_EQ(decoded(wav_file({3, 1, 8000, 64}, doubles)).samples, (Samples{0.25f}));
  EXPECT_EQ(decoded(wav_file({0xfffe, 1, 8000, 24}, {0, 0, 0xc0})).samples, (Samples{-0.5f}));
}

TEST(Decode, ChannelsAreAveraged) {
  const Audio stereo = decoded(wav_file({1, 2, 8000, 16}, int16_data({16384, 0, -16384, -16384})));
  EXPECT_EQ(stereo.samples, (Samples{0.25f, -0.5f}));
  EXPECT_EQ(stereo.channels, 2);
  EXPECT_EQ(decoded(wav_file({1, 5, 8000, 16}, int16_data({16384, 16384, 0, 0, 0}))).samples,
            (Samples{0.2f}));
}

Bytes aiff_file(const Bytes& big_endian_16_bits) {
  Bytes bytes;
  append(bytes, "FORM");
  append_number(bytes, 4 + 26 + 16 + big_endian_16_bits.size() + 12, 4, true);
  append(bytes, "AIFFCOMM");
  append_number(bytes, 18, 4, true);
  append_number(bytes, 1, 2, true);
  append_number(bytes, big_endian_16_bits.size() / 2, 4, true);
  append_number(bytes, 16, 2, true);
  append_number(bytes, 0x400b, 2, true);  // 8000 as an 80-bit float: exponent, then mantissa
  append_number(bytes, 0xfa00000000000000, 8, true);
  append(bytes, "SSND");
  append_number(bytes, 8 + big_endian_16_bits.size(), 4, true);
  append_number(bytes, 0, 8, true);
  bytes.insert(bytes.end(), big_endian_16_bits.begin(), big_endian_16_bits.end());
  append(bytes, "ANNO");  // what follows the samples must not be taken for some
  append_number(bytes, 4, 4, true);
  append(bytes, "text");
  return bytes;
}

TEST(Decode, Aiff) {
  const Audio audio = decoded(aiff_file({0x40, 0, 0xc0, 0}));
  EXPECT_EQ(audio.samples, (Samples{0.5f, -0.5f}));
  EXPECT_EQ(audio.sample_rate, 8000);
  EXPECT_EQ(audio.missing_samples, 0u);
}

TEST(Decode, AFileCutOffGivesWhatIsThere) {
  const Audio audio = decoded(wav_file({1, 2, 8000, 16}, int16_data({1, 1, 2, 2}), 400));
  EXPECT_EQ(audio.samples.size(), 2u);
  EXPECT_EQ(audio.missing_samples, 98u);
}

TEST(Decode, AHugePromiseTakesNoMemory) {
  const Audio audio = decoded(wav_file({1, 1, 384000, 16}, int16_data({1, 2, 3}), 0x70000000));
  EXPECT_EQ(audio.samples.size(), 3u);
  EXPECT_LE(audio.samples.capacity(), size_t{1} << 20);
  EXPECT_EQ(audio.missing_samples, 0x70000000u / 2 - 3);
}

TEST(Decode, ASizeThatTheWriterCouldNotKnowIsNotMissed) {
  for (const int64_t unknown : {int64_t{0xffffffff}, int64_t{0x7fffffff}}) {
    const Audio audio = decoded(wav_file({1, 1, 8000, 16}, int16_data({1, 2, 3}), unknown));
    EXPECT_EQ(audio.samples.size(), 3u);
    EXPECT_EQ(audio.missing_samples, 0u);
  }
}

TEST(Decode, EveryPrefixOfAFileGivesSamplesOrAnError) {
  const Bytes whole = wav_file({0xfffe, 2, 16000, 16}, int16_data({1, 2, 3, 4, 5, 6}));
  for (const Bytes& file : {whole, aiff_file({0, 1, 0, 2, 0, 3})}) {
    for (size_t length = 0; length < file.size(); length++) {
      try {
        const Audio audio = decode_bytes(file.data(), length, "prefix", {});
        EXPECT_GT(audio.samples.size(), 0u);
      } catch (const Error& error) {
        EXPECT_EQ(std::string(error.code()), length < 4 ? "NOT_AUDIO" : "TRUNCATED")
            << length << error.what();
      }
    }
  }
}

TEST(Decode, WhatIsNotAudioIsSaidToBeWhatItIs) {
  const auto message_of = [](const std::string& text) {
    return error_of("NOT_AUDIO", [&] { decoded(Bytes(text.begin(), text.end())); });
  };
  EXPECT_EQ(message_of(""), "test.wav: expected WAV, AIFF, FLAC or MP3, found an empty file");
  EXPECT_NE(message_of("hello\nworld").find("found text (\"hello\")"), std::string::npos);
  EXPECT_NE(message_of("OggS plus something").find("found an Ogg file (first bytes 4f 67 67 53"),
            std::string::npos);
  EXPECT_NE(message_of("RIFF....AVI LIST").find("found a RIFF file that is not WAV (first bytes 52 49"),
            std::string::npos);
  EXPECT_NE(message_of("\xff\xfb\x90\x64 once, by chance, and then something else" + std::string(500, 'x'))
                .find("first bytes ff fb"),
            std::string::npos);
}

TEST(Decode, AWavFileOfAnUnknownCompression) {
  error_of("NOT_AUDIO", [] { decoded(wav_file({0x55, 1, 8000, 16}, int16_data({1, 2}))); });
  error_of("NOT_AUDIO", [] { decoded(wav_file({1, 1, 8000, 48}, int16_data({1, 2, 3}))); });
  error_of("NOT_AUDIO", [] { decoded(wav_file({3, 1, 8000, 16}, int16_data({1, 2}))); });
}

TEST(Decode, NoSamples) {
  error_of("EMPTY_AUDIO", [] { decoded(wav_file({}, {})); });
  const std::string message = error_of("TRUNCATED", [] { decoded(wav_file({}, {}, 1000)); });
  EXPECT_NE(message.find("expected 500 samples, found none"), std::string::npos) << message;
}

TEST(Decode, NonFiniteSamplesAreSaidToBeWhere) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::string message =
      error_of("NON_FINITE", [&] { decoded(wav_file({3, 2, 8000, 32}, float_data({0, 0, 0, nan}))); });
  EXPECT_NE(message.find("found nan at sample 1 of channel 2"), std::string::npos) << message;
  const float infinity = std::numeric_limits<float>::infinity();
  error_of("NON_FINITE", [&] { decoded(wav_file({3, 1, 8000, 32}, float_data({-infinity}))); });
}

TEST(Decode, TooLong) {
  const Bytes second = wav_file({1, 1, 8000, 16}, Bytes(16000));
  EXPECT_EQ(decoded(second, {1.0}).samples.size(), 8000u);
  const std::string message = error_of("TOO_LONG", [&] { decoded(second, {0.9}); });
  EXPECT_NE(message.find("at most 0.9 s"), std::string::npos) << message;
}

TEST(Decode, RatesThatAreNone) {
  for (const uint32_t rate : {1u, 999u, 384001u, 0xfffffffu})
    error_of("UNREADABLE", [&] { decoded(wav_file({1, 1, rate, 16}, int16_data({1, 2}))); });
}

class DecodeFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string written(const char* name, const Bytes& bytes) const {
    const auto path = folder_ / std::filesystem::u8path(name);
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return path.u8string();
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() /
      ("emovox-decode-" + std::to_string(testing::UnitTest::GetInstance()->random_seed()) +
       testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(DecodeFile, LikeBytes) {
  const Bytes bytes = wav_file({1, 2, 8000, 16}, int16_data({16384, 0, -16384, -16384}));
  EXPECT_EQ(decode_file(written("a.wav", bytes)).samples, (Samples{0.25f, -0.5f}));
  EXPECT_EQ(decode_file(written("named wrongly.mp3", bytes)).samples.size(), 2u);
}

TEST_F(DecodeFile, AnyName) {
  const Bytes bytes = wav_file({}, int16_data({1}));
  EXPECT_EQ(
      decode_file(written("gr\xc3\xbc\xc3\x9f\x65 \xe4\xbd\xa0\xe5\xa5\xbd \xf0\x9f\x8e\xa4.wav", bytes))
          .samples.size(),
      1u);
}

TEST_F(DecodeFile, LongerThanABuffer) {
  Bytes data;
  for (int k = 0; k < 100000; k++) append_number(data, static_cast<uint16_t>(k % 1000), 2);
  const Audio audio = decode_file(written("long.wav", wav_file({}, data)));
  ASSERT_EQ(audio.samples.size(), 100000u);
  EXPECT_EQ(audio.samples[99999], 999 / 32768.0f);
}

TEST_F(DecodeFile, NoFile) {
  const std::string missing = (folder_ / "missing.wav").u8string();
  EXPECT_EQ(error_of("FILE_NOT_FOUND", [&] { decode_file(missing); }), missing + ": no such file");
  error_of("FILE_NOT_FOUND", [&] { decode_file(""); });
  const std::string message = error_of("UNREADABLE", [&] { decode_file(folder_.u8string()); });
  EXPECT_NE(message.find("found a folder"), std::string::npos) << message;
}

}  // namespace
}  // namespace emovox
