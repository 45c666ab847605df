#include "resample_stream.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "rate_ratio.h"
#include "simd/kernels.h"
#include "sinc_filter.h"

namespace emovox {
namespace {

// Samples beyond the filter's reach that libsamplerate waits for, at most: it rounds the reach once more.
constexpr int kConverterWaits = 1;

size_t queue_size(const std::optional<PhaseBank>& bank) {
  return bank ? bank->taps() + ResampleStream::kMostAtOnce : 0;
}

std::optional<PhaseBank> bank_for(const SincFilter& filter, const std::optional<Ratio>& ratio) {
  if (!ratio || PhaseBank::memory(filter, ratio->up) > PhaseBank::kMostMemory) return std::nullopt;
  return PhaseBank(filter, ratio->up, ratio->down);
}

SincFilter filter_for(double from_rate, double to_rate, ResampleQuality quality) {
  check_rates(from_rate, to_rate);
  return {quality, to_rate / from_rate};
}

}  // namespace

ResampleStream::ResampleStream(double from_rate, double to_rate, ResampleQuality quality)
    : ResampleStream(from_rate, to_rate, quality, filter_for(from_rate, to_rate, quality)) {}

ResampleStream::ResampleStream(double from_rate, double to_rate, ResampleQuality quality,
                               const SincFilter& filter)
    : from_rate_(from_rate),
      to_rate_(to_rate),
      quality_(quality),
      ratio_(whole_ratio(from_rate, to_rate).value_or(Ratio{1, 1})),
      bank_(bank_for(filter, whole_ratio(from_rate, to_rate))),
      ahead_(bank_ ? bank_->taps() - bank_->before() - 1 : filter.reach() + kConverterWaits),
      queue_(queue_size(bank_)) {
  // All that one piece can yield, with what waited for it.
  const double most_in = static_cast<double>(kMostAtOnce + ahead_ + filter.reach());
  out_.reserve(static_cast<size_t>(most_in * to_rate / from_rate) + 2);
  reset();
}

const std::vector<float>& ResampleStream::push(const float* samples, size_t count) {
  taken_ += count;
  filter(samples, count);
  return out_;
}

const std::vector<float>& ResampleStream::flush() {
  static constexpr std::array<float, 256> kSilence{};
  const auto all = static_cast<uint64_t>(std::llround(static_cast<double>(taken_) * to_rate_ / from_rate_));
  out_.clear();
  while (out_.empty() && made_ < all) filter(kSilence.data(), kSilence.size());
  if (made_ > all) {
    out_.resize(out_.size() - (made_ - all));
    made_ = all;
  }
  return out_;
}

void ResampleStream::reset() {
  queue_.clear();
  phase_ = 0;
  taken_ = 0;
  made_ = 0;
  if (bank_) {
    const std::vector<float> silence(bank_->before(), 0.0f);
    queue_.append(silence.data(), silence.size());
  } else {
    converter_.emplace(quality_, to_rate_ / from_rate_);
  }
}

// Of the next samples, counted in made_.
void ResampleStream::filter(const float* samples, size_t count) {
  if (bank_) {
    filter_phases(*bank_, samples, count);
  } else if (converter_) {
    out_.resize(out_.capacity());
    out_.resize(converter_->run(samples, count, out_.data(), out_.size()));
  }
  made_ += out_.size();
}

void ResampleStream::filter_phases(const PhaseBank& bank, const float* samples, size_t count) {
  queue_.append(samples, count);
  const auto taps = static_cast<size_t>(bank.taps());
  if (queue_.size() < taps) {
    out_.clear();
    return;
  }
  // The outputs whose first sample is one of the first `places`: (phase + o * down) / up < places.
  const auto places = static_cast<int64_t>(queue_.size() - taps + 1);
  const int64_t room = places * ratio_.up - phase_;
  const int64_t ready = room > 0 ? (room + ratio_.down - 1) / ratio_.down : 0;
  out_.resize(ready);
  bank.run(queue_.data(), static_cast<int>(phase_), out_.data(), out_.size(), simd::kernels());
  const int64_t next = phase_ + ready * ratio_.down;
  const int64_t passed = std::min(next / ratio_.up, static_cast<int64_t>(queue_.size()));
  queue_.drop(static_cast<size_t>(passed));
  phase_ = next - passed * ratio_.up;
}

size_t ResampleStream::memory() const {
  return sizeof(*this) + queue_.memory() + out_.capacity() * sizeof(float) + (bank_ ? bank_->memory() : 0) +
         (converter_ ? converter_->memory() : 0);
}

}  // namespace emovox
