#include "vocoder_workspace.h"

#include <algorithm>

namespace emovox {

VocoderWorkspace::VocoderWorkspace(const simd::VocoderPlan& plan, const simd::Kernels& kernels)
    : plan_(plan),
      kernels_(kernels),
      frames_(kernels.lanes),
      fresh_(kernels.lanes),
      padded_(static_cast<size_t>(kernels.lanes) * (plan.n_fft + plan.hop)),
      values_(size_t{2} * kernels.lanes * plan.forward.size),
      spectra_(size_t{2} * kernels.lanes * plan.bins),
      powers_(static_cast<size_t>(kernels.lanes) * plan.bins),
      turns_(2 * plan.stride * kernels.lanes),
      rotations_(2 * plan.stride * (kernels.lanes + 1)),
      peaks_(2 * plan.stride),
      owners_(kernels.lanes * plan.stride),
      sums_(static_cast<size_t>(kernels.lanes) * plan.hop + plan.n_fft + simd::kMostLanes) {}

void VocoderWorkspace::begin(const float* samples, size_t count) {
  samples_ = samples;
  count_ = static_cast<ptrdiff_t>(count);
  std::fill_n(spectra_.data(), spectra_.size(), 0.0f);
  std::fill_n(rotations_.data(), 2 * plan_.stride, 0.0f);
  std::fill(sums_.begin(), sums_.end(), 0.0f);
}

void VocoderWorkspace::set_frame(int lane, ptrdiff_t start, bool fresh) {
  fresh_[lane] = fresh ? -1 : 0;
  const ptrdiff_t size = plan_.n_fft + plan_.hop;
  if (start >= 0 && start + size <= count_) {
    frames_[lane] = samples_ + start;
    return;
  }
  const ptrdiff_t from = std::clamp<ptrdiff_t>(start, 0, count_);
  const ptrdiff_t to = std::clamp<ptrdiff_t>(start + size, from, count_);
  float* frame = padded_.data() + lane * size;
  std::fill_n(frame, size, 0.0f);
  if (from < to) std::copy(samples_ + from, samples_ + to, frame + (from - start));
  frames_[lane] = frame;
}

void VocoderWorkspace::run(float scale, float gain, const EnvelopeShift* envelope) {
  const ptrdiff_t row = 2 * plan_.stride;
  kernels_.vocoder_frames(plan_, frames_.data(), scale, values_.data());
  kernels_.vocoder_turns(plan_, values_.data(), fresh_.data(), spectra_.data(), powers_.data(),
                         turns_.data());
  kernels_.peak_regions(plan_, powers_.data(), values_.data(), owners_.data());
  kernels_.vocoder_rotations(plan_, turns_.data(), owners_.data(), peaks_.data(), rotations_.data() + row);
  kernels_.vocoder_rotate(plan_, spectra_.data(), rotations_.data() + row, values_.data());
  std::copy_n(rotations_.data() + row * kernels_.lanes, row, rotations_.data());
  if (envelope) {
    envelope_.reserve(size_t{2} * kernels_.lanes * plan_.bins);
    kernels_.move_envelope(envelope->plan(), envelope->warp(), powers_.data(), envelope_.data(),
                           values_.data());
  }
  kernels_.vocoder_inverse(plan_, values_.data());
  kernels_.vocoder_overlap_add(plan_, values_.data(), gain, sums_.data());
}

void VocoderWorkspace::write(ptrdiff_t start, std::vector<float>& out) {
  const ptrdiff_t done = static_cast<ptrdiff_t>(kernels_.lanes) * plan_.hop;
  const auto length = static_cast<ptrdiff_t>(out.size());
  const ptrdiff_t from = std::clamp<ptrdiff_t>(start, 0, length);
  const ptrdiff_t to = std::clamp<ptrdiff_t>(start + done, from, length);
  if (from < to) std::copy_n(sums_.begin() + (from - start), to - from, out.begin() + from);
  std::copy(sums_.begin() + done, sums_.end(), sums_.begin());
  std::fill(sums_.end() - done, sums_.end(), 0.0f);
}

size_t VocoderWorkspace::memory() const {
  const size_t floats = padded_.size() + values_.size() + spectra_.size() + powers_.size() + turns_.size() +
                        rotations_.size() + owners_.size() + sums_.size() + envelope_.size();
  return floats * sizeof(float);
}

}  // namespace emovox
