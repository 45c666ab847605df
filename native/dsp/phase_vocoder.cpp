#include "phase_vocoder.h"

#include <algorithm>
#include <cmath>
#include <list>
#include <string>

#include "error.h"
#include "simd/kernels.h"
#include "vocoder_workspace.h"
#include "window.h"

namespace emovox {
namespace {

constexpr double kPi = 3.14159265358979323846;
// The squares of a Hann window, a quarter of its length apart, sum up to this everywhere.
constexpr double kOverlap = 1.5;
constexpr size_t kMostPlans = 4;
constexpr size_t kMostKept = 4 << 20;  // bytes of a workspace

int checked(int n_fft) {
  if (n_fft >= 16 && n_fft % 4 == 0) return n_fft;
  throw Error("INVALID_OPTION",
              "option nFft: expected a multiple of 4, at least 16, found " + std::to_string(n_fft));
}

// The next multiple of 4 that is a product of 2, 3 and 5, for which there are fast transforms.
int smooth_size(int n_fft) {
  for (int size = n_fft;; size += 4) {
    int rest = size;
    for (const int prime : {2, 3, 5}) {
      while (rest % prime == 0) rest /= prime;
    }
    if (rest == 1) return size;
  }
}

ptrdiff_t whole_vectors(int count) {
  const ptrdiff_t vectors = (count + simd::kMostLanes - 1) / simd::kMostLanes;
  return vectors * simd::kMostLanes;
}

}  // namespace

PhaseVocoder::PhaseVocoder(int n_fft, const simd::Kernels& kernels) : kernels_(kernels) {
  const int size = smooth_size(checked(n_fft));
  forward_ = block_fft(size);
  inverse_ = block_fft(size / 2);
  const std::vector<double> window = periodic_window(WindowType::kHann, n_fft);
  window_.assign(window.begin(), window.end());
  window_.resize(whole_vectors(n_fft), 0.0f);
  for (int k = 0; k <= size / 4; k++) {
    twiddles_.push_back(static_cast<float>(std::cos(2 * kPi * k / size)));
    twiddles_.push_back(static_cast<float>(std::sin(2 * kPi * k / size)));
  }
  const int bins = size / 2 + 1;
  plan_ = {n_fft,
           n_fft / 4,
           bins,
           whole_vectors(bins + 1),
           window_.data(),
           twiddles_.data(),
           forward_->plan(),
           inverse_->plan()};
}

PhaseVocoder::~PhaseVocoder() = default;

// The first and the last frame are centred outside of the output: with them every output sample is under four
// frames.
std::vector<float> PhaseVocoder::run(const float* samples, size_t count, float scale, const TimeMap& map,
                                     size_t out_count, const EnvelopeShift* envelope) const {
  // Spectra are doubled on the way.
  const auto gain = static_cast<float>(0.5 / kOverlap / plan_.forward.size / scale);
  const ptrdiff_t hop = plan_.hop;
  const ptrdiff_t half = plan_.n_fft / 2;
  const auto end = static_cast<ptrdiff_t>(out_count) + half;

  std::vector<float> out(out_count);
  std::unique_ptr<VocoderWorkspace> work = take_workspace();
  work->begin(samples, count);
  for (ptrdiff_t center = -hop; center < end; center += hop * kernels_.lanes) {
    for (int lane = 0; lane < kernels_.lanes; lane++) {
      const auto place = static_cast<double>(center + lane * hop);
      work->set_frame(lane, std::llround(map.source_of(place)) - half - hop, map.meets_transient(place));
    }
    work->run(scale, gain, envelope);
    work->write(center - half, out);
  }
  give_back(std::move(work));
  return out;
}

std::unique_ptr<VocoderWorkspace> PhaseVocoder::take_workspace() const {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!workspaces_.empty()) {
      std::unique_ptr<VocoderWorkspace> last = std::move(workspaces_.back());
      workspaces_.pop_back();
      return last;
    }
  }
  return std::make_unique<VocoderWorkspace>(plan_, kernels_);
}

void PhaseVocoder::give_back(std::unique_ptr<VocoderWorkspace> workspace) const {
  if (workspace->memory() > kMostKept) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  workspaces_.push_back(std::move(workspace));
}

std::shared_ptr<const PhaseVocoder> planned_vocoder(int n_fft) {
  static std::mutex mutex;
  static std::list<std::shared_ptr<const PhaseVocoder>> known;  // last used first
  {
    const std::lock_guard<std::mutex> lock(mutex);
    for (auto vocoder = known.begin(); vocoder != known.end(); ++vocoder) {
      if ((*vocoder)->n_fft() != n_fft) continue;
      known.splice(known.begin(), known, vocoder);
      return known.front();
    }
  }
  // Not under the lock: the others need not wait.
  auto planned = std::make_shared<const PhaseVocoder>(n_fft);
  const std::lock_guard<std::mutex> lock(mutex);
  known.push_front(planned);
  if (known.size() > kMostPlans) known.pop_back();
  return planned;
}

}  // namespace emovox
