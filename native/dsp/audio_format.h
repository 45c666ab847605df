#pragma once
#include <string>

#include "byte_source.h"

namespace emovox {

enum class AudioFormat { kWav, kAiff, kFlac, kMp3, kUnknown };

const char* name_of(AudioFormat format);

// Tells a format by its first bytes, whatever the file's name says; an ID3v2 tag before them is passed over.
// The source's position is undefined afterwards.
AudioFormat detect_format(ByteSource& source);

// What the first bytes look like, in words: "an Ogg file (first bytes 4f 67 67 53 ...)", "text (\"hello\")".
std::string describe_start(ByteSource& source);

}  // namespace emovox
