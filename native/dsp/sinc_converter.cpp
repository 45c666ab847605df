#include "sinc_converter.h"

#include <algorithm>
#include <string>
#include <vector>

#include "error.h"
#include "samplerate.h"
#include "sinc_filter.h"

namespace emovox {
namespace {

constexpr size_t kMostAtOnce = 1 << 20;  // libsamplerate counts in int

int converter_of(ResampleQuality quality) {
  switch (quality) {
    case ResampleQuality::kMedium:
      return SRC_SINC_MEDIUM_QUALITY;
    case ResampleQuality::kFast:
      return SRC_SINC_FASTEST;
    case ResampleQuality::kBest:
      break;
  }
  return SRC_SINC_BEST_QUALITY;
}

// libsamplerate keeps room for three times half of the filter at the ratio that needs the most.
size_t memory_of(ResampleQuality quality) {
  return 3 * sizeof(float) * SincFilter(quality, 1.0 / 256).reach();
}

void check_status(int status) {
  if (status == 0) return;
  throw Error("INTERNAL", std::string("libsamplerate: ") + src_strerror(status));
}

}  // namespace

void SincConverter::Delete::operator()(SRC_STATE_tag* state) const { src_delete(state); }

SincConverter::SincConverter(ResampleQuality quality, double ratio)
    : ratio_(ratio), memory_(memory_of(quality)) {
  int status = 0;
  state_.reset(src_new(converter_of(quality), 1, &status));
  check_status(status);
}

size_t SincConverter::run(const float* in, size_t in_count, float* out, size_t room) {
  SRC_DATA data{};
  size_t written = 0;
  while (written < room) {
    data.data_in = in;
    data.input_frames = static_cast<long>(std::min(in_count, kMostAtOnce));
    data.data_out = out + written;
    data.output_frames = static_cast<long>(std::min(room - written, kMostAtOnce));
    data.src_ratio = ratio_;
    check_status(src_process(state_.get(), &data));
    written += data.output_frames_gen;
    in += data.input_frames_used;
    in_count -= data.input_frames_used;
    if (data.input_frames_used > 0 || data.output_frames_gen > 0) continue;
    if (in_count > 0) throw Error("INTERNAL", "libsamplerate: takes no more samples");
    break;
  }
  return written;
}

void SincConverter::run_whole(const float* in, size_t in_count, float* out, size_t room) {
  size_t written = run(in, in_count, out, room);
  // The filter reaches beyond the last sample. Told of the end, libsamplerate would itself go on with silence
  // but stop one sample short of the rounded length.
  const std::vector<float> silence(4096, 0.0f);
  while (written < room) written += run(silence.data(), silence.size(), out + written, room - written);
}

}  // namespace emovox
