// Any bytes as a file.
#include "dsp/decode.h"
#include "outcome.h"

using namespace emovox;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  // Shorter than an hour: a few bytes of FLAC can be many samples, and time is for other inputs.
  constexpr DecodeLimits kLimits = {10};
  fuzz::expect_answer({"UNREADABLE", "NOT_AUDIO", "TRUNCATED", "EMPTY_AUDIO", "NON_FINITE", "TOO_LONG"}, [&] {
    const Audio audio = decode_bytes(bytes, size, "input", kLimits);
    fuzz::expect(!audio.samples.empty(), "samples");
    fuzz::expect(audio.sample_rate >= kLowestSampleRate && audio.sample_rate <= kHighestSampleRate,
                 "a rate within the limits");
    fuzz::expect(audio.channels > 0, "channels");
    fuzz::expect(static_cast<double>(audio.samples.size()) <= kLimits.max_seconds * audio.sample_rate,
                 "no more samples than allowed");
    fuzz::expect_finite(audio.samples);
  });
  return 0;
}
