#include "mfcc_stream.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "error.h"
#include "framing.h"

namespace emovox {
namespace {

// A long push is worked off in pieces, so that the memory that it needs is bounded.
constexpr size_t kMostAtOnce = ResampleStream::kMostAtOnce;

const MfccOptions& without_top_db(const MfccOptions& options) {
  if (options.top_db >= 0) {
    throw Error("INVALID_OPTION",
                "option topDb: expected none in a stream, where the loudest value of the whole "
                "clip is not known before its end, found " +
                    std::to_string(options.top_db) +
                    "; for clips with a floor, take windows and the MFCCs of each");
  }
  return options;
}

// The queue begins with the padding.
MfccOptions not_centred(MfccOptions options) {
  options.center = false;
  return options;
}

std::optional<ResampleStream> resampler_for(double from_rate, double to_rate, ResampleQuality quality) {
  if (from_rate == to_rate) return std::nullopt;
  return std::optional<ResampleStream>(std::in_place, from_rate, to_rate, quality);
}

// What one piece becomes at most, with what waited in the resampler.
size_t most_appended(const std::optional<ResampleStream>& resampler) {
  return resampler ? resampler->most_at_once() : kMostAtOnce;
}

}  // namespace

MfccStream::MfccStream(const MfccOptions& options, double pushed_rate, ResampleQuality quality)
    : options_(without_top_db(options)),
      pushed_rate_(pushed_rate),
      mfcc_(not_centred(options)),
      padding_(options.center ? static_cast<size_t>(options.n_fft) / 2 : 0),
      resampler_(resampler_for(pushed_rate, options.sample_rate, quality)),
      queue_(most_appended(resampler_) + 2 * static_cast<size_t>(options.n_fft) + 1) {}

size_t MfccStream::latency() const {
  size_t samples = static_cast<size_t>(options_.n_fft) - padding_;
  // The first frame waits for all that is reflected.
  if (options_.pad_mode == PadMode::kReflect) samples = std::max(samples, padding_ + 1);
  if (!resampler_) return samples;
  const double last = static_cast<double>(samples - 1) * pushed_rate_ / options_.sample_rate;
  return static_cast<size_t>(std::ceil(last)) + resampler_->ahead() + 1;
}

const std::vector<float>& MfccStream::push(const float* samples, size_t count) {
  mfcc_.check_magnitudes(samples, count);
  start_call();
  for (size_t done = 0; done < count; done += kMostAtOnce) {
    const size_t piece = std::min(kMostAtOnce, count - done);
    if (resampler_) {
      const std::vector<float>& resampled = resampler_->push(samples + done, piece);
      append(resampled.data(), resampled.size());
    } else {
      append(samples + done, piece);
    }
  }
  ended_ = false;
  return rows_;
}

const std::vector<float>& MfccStream::flush() {
  start_call();
  while (resampler_) {
    const std::vector<float>& rest = resampler_->flush();
    if (rest.empty()) break;
    append(rest.data(), rest.size());
  }
  pad_end();
  make_frames();
  return rows_;
}

void MfccStream::reset() {
  if (resampler_) resampler_->reset();
  queue_.clear();
  next_ = 0;
  padded_ = false;
  ended_ = false;
}

// Ended until it is said otherwise: what an error leaves behind is no stream to go on with.
void MfccStream::start_call() {
  if (ended_)
    throw Error("STREAM_ENDED", "stream: expected samples before its end only; reset() begins anew");
  ended_ = true;
  rows_.clear();
}

void MfccStream::append(const float* samples, size_t count) {
  queue_.append(samples, count);
  if (!padded_) pad_start();
  if (padded_) make_frames();
}

// As soon as there is what it is made of.
void MfccStream::pad_start() {
  const size_t needed = options_.pad_mode == PadMode::kReflect ? padding_ : 0;
  if (queue_.size() <= needed) return;
  const std::vector<float> samples(queue_.data(), queue_.data() + queue_.size());
  const auto count = static_cast<ptrdiff_t>(samples.size());
  std::vector<float> padding(padding_);
  for (size_t i = 0; i < padding_; i++) {
    const ptrdiff_t place = static_cast<ptrdiff_t>(i) - static_cast<ptrdiff_t>(padding_);
    padding[i] = sample_beyond(samples.data(), count, place, options_.pad_mode);
  }
  queue_.clear();
  queue_.append(padding.data(), padding.size());
  queue_.append(samples.data(), samples.size());
  padded_ = true;
}

void MfccStream::pad_end() {
  if (!padded_) {
    if (queue_.size() == 0) return;
    throw Error("INVALID_OPTION", "option padMode: expected more than nFft / 2 (" + std::to_string(padding_) +
                                      ") samples to reflect, found " + std::to_string(queue_.size()));
  }
  // make_frames() has kept these.
  const size_t known = std::min(queue_.size(), padding_ + 1);
  const float* last = queue_.data() + (queue_.size() - known);
  const auto count = static_cast<ptrdiff_t>(known);
  std::vector<float> padding(padding_);
  for (size_t i = 0; i < padding_; i++) {
    padding[i] = sample_beyond(last, count, count + static_cast<ptrdiff_t>(i), options_.pad_mode);
  }
  queue_.append(padding.data(), padding.size());
}

void MfccStream::make_frames() {
  const size_t there = queue_.size() > next_ ? queue_.size() - next_ : 0;
  const size_t frames = mfcc_.frames(there);
  const auto hop = static_cast<size_t>(options_.hop_length);
  if (frames > 0) {
    const size_t row = rows_.size();
    rows_.resize(row + frames * coefficients());
    const size_t needed = (frames - 1) * hop + static_cast<size_t>(options_.n_fft);
    mfcc_.compute(queue_.data() + next_, needed, &rows_[row]);
    next_ += frames * hop;
  }
  // The end may be reflected.
  const size_t kept = padding_ + 1;
  const size_t unneeded = queue_.size() > kept ? std::min(next_, queue_.size() - kept) : 0;
  queue_.drop(unneeded);
  next_ -= unneeded;
}

size_t MfccStream::memory() const {
  return sizeof(*this) + queue_.memory() + rows_.capacity() * sizeof(float) +
         (resampler_ ? resampler_->memory() : 0);
}

}  // namespace emovox
