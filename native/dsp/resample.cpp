#include "resample.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>

#include "error.h"
#include "finite.h"
#include "samplerate.h"

namespace emovox {
namespace {

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

void check_rates(double from_rate, double to_rate) {
  for (const double rate : {from_rate, to_rate}) {
    if (std::isfinite(rate) && rate > 0) continue;
    throw Error("INVALID_OPTION",
                "sample rates: expected positive numbers of Hz, found " + std::to_string(rate));
  }
  if (src_is_valid_ratio(to_rate / from_rate)) return;
  throw Error("INVALID_OPTION", "sample rates: expected a ratio of 1/256 to 256, found " +
                                    std::to_string(from_rate) + " to " + std::to_string(to_rate) + " Hz");
}

void check_status(int status) {
  if (status == 0) return;
  throw Error("INTERNAL", std::string("libsamplerate: ") + src_strerror(status));
}

struct Delete {
  void operator()(SRC_STATE* state) const { src_delete(state); }
};

// One conversion from the first sample to the last.
class Converter {
 public:
  Converter(ResampleQuality quality, double ratio) : ratio_(ratio) {
    int status = 0;
    state_.reset(src_new(converter_of(quality), 1, &status));
    check_status(status);
  }

  // Reads all of the input, as far as the output has room; the samples written.
  size_t run(const float* in, size_t in_count, float* out, size_t room) {
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

 private:
  static constexpr size_t kMostAtOnce = 1 << 20;  // libsamplerate counts in int
  double ratio_;
  std::unique_ptr<SRC_STATE, Delete> state_;
};

}  // namespace

std::vector<float> resample(const float* samples, size_t count, double from_rate, double to_rate,
                            ResampleQuality quality) {
  check_rates(from_rate, to_rate);
  finite_peak(samples, count);
  if (from_rate == to_rate) return {samples, samples + count};

  const double ratio = to_rate / from_rate;
  std::vector<float> out(static_cast<size_t>(std::llround(static_cast<double>(count) * to_rate / from_rate)));
  Converter converter(quality, ratio);
  size_t written = converter.run(samples, count, out.data(), out.size());
  // The filter reaches beyond the last sample. Told of the end, libsamplerate would itself go on with silence
  // but stop one sample short of the rounded length.
  const std::vector<float> silence(4096, 0.0f);
  while (written < out.size()) {
    written += converter.run(silence.data(), silence.size(), &out[written], out.size() - written);
  }
  return out;
}

}  // namespace emovox
