#include "spectral_pass.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <utility>

#include "simd/aligned_floats.h"
#include "window.h"

namespace emovox {
namespace {

// The errors of an FFT in single precision are white, about 1e-7 of the frame's amplitude. So the magnitude
// of a bin whose power is less than this share of a bin's mean power is off by more than 1 in 1000, which is
// 0.004 dB of a valley of the spectral contrast, or 0.009 dB of a mel band of that bin alone. Such frames are
// done in double for every feature, so that none depends on which others are asked for.
constexpr float kWeakestPower = 1e-8f;

struct Work {
  simd::AlignedFloats power;
  simd::AlignedFloats magnitude;
  simd::AlignedFloats feature;
  simd::AlignedFloats least;
  std::vector<float> kept;
  std::vector<float> samples;
  std::vector<double> frame;
  std::vector<std::complex<double>> spectrum;
};

// Kept by the thread, so that nothing is allocated after its first clip.
Work& work_of_this_thread() {
  static thread_local Work work;
  return work;
}

}  // namespace

// One clip.
class SpectralPass::Run : public SpectrumVisitor {
 public:
  Run(const SpectralPass& pass, const float* samples, size_t count, float* rows, size_t stride)
      : pass_(pass),
        samples_(samples),
        count_(count),
        frames_(pass.mfcc_.frames(count)),
        lanes_(pass.kernels_.lanes),
        bins_(pass.fft_.bins()),
        rows_(rows),
        stride_(stride),
        work_(work_of_this_thread()) {
    work_.power.reserve(bins_ * lanes_);
    work_.magnitude.reserve(bins_ * lanes_);
    work_.feature.reserve(pass.work_ * lanes_);
    work_.least.reserve(lanes_);
    work_.kept.resize(frames_ * pass.kept_);
  }

  void visit(size_t first, const float* power, const float* energies) override {
    float* least = work_.least.data();
    pass_.kernels_.plain_spectra(power, pass_.gains_.data(), static_cast<int>(bins_), work_.power.data(),
                                 work_.magnitude.data(), least);
    const size_t in_group = std::min(lanes_, frames_ - first);
    for (size_t lane = 0; lane < in_group; lane++) {
      if (least[lane] < kWeakestPower * energies[lane]) compute_lane(first, lane);
    }
    show(first, in_group);
  }

  // For frames that no visitor is shown.
  void compute_all() {
    for (size_t first = 0; first < frames_; first += lanes_) {
      const size_t in_group = std::min(lanes_, frames_ - first);
      std::fill_n(work_.power.data(), bins_ * lanes_, 0.0f);
      std::fill_n(work_.magnitude.data(), bins_ * lanes_, 0.0f);
      for (size_t lane = 0; lane < in_group; lane++) compute_lane(first, lane);
      show(first, in_group);
    }
  }

  void finish() {
    for (const Placed& placed : pass_.features_) placed.feature->finish(frames_, rows_of(placed, 0));
  }

 private:
  // In double precision.
  void compute_lane(size_t first, size_t lane) {
    const Framing& framing = pass_.mfcc_.framing();
    work_.samples.resize(framing.size);
    work_.frame.resize(framing.size);
    work_.spectrum.resize(bins_);
    framing.copy(samples_, count_, first + lane, work_.samples.data());
    for (size_t i = 0; i < framing.size; i++) work_.frame[i] = work_.samples[i] * pass_.window_[i];
    pass_.fft_.forward(work_.frame.data(), work_.spectrum.data());
    for (size_t k = 0; k < bins_; k++) {
      const double power = std::norm(work_.spectrum[k]);
      work_.power.data()[k * lanes_ + lane] = static_cast<float>(power);
      work_.magnitude.data()[k * lanes_ + lane] = static_cast<float>(std::sqrt(power));
    }
  }

  void show(size_t first, size_t in_group) {
    for (const Placed& placed : pass_.features_) {
      placed.feature->group({work_.power.data(), work_.magnitude.data()}, in_group, work_.feature.data(),
                            rows_of(placed, first));
    }
  }

  FeatureRows rows_of(const Placed& placed, size_t frame) {
    return {rows_ + frame * stride_ + placed.column, stride_,
            work_.kept.data() + frame * pass_.kept_ + placed.kept, pass_.kept_};
  }

  const SpectralPass& pass_;
  const float* samples_;
  size_t count_;
  size_t frames_;
  size_t lanes_;
  size_t bins_;
  float* rows_;
  size_t stride_;
  Work& work_;
};

SpectralPass::SpectralPass(const Mfcc& mfcc, const simd::Kernels& kernels)
    : mfcc_(mfcc), kernels_(kernels), fft_(mfcc.options().n_fft) {
  const MfccOptions& o = mfcc.options();
  window_ = centered_window(o.window, o.win_length > 0 ? o.win_length : o.n_fft, o.n_fft);
  for (int k = 0; k < fft_.bins(); k++) {
    gains_.push_back(static_cast<float>(1 / MfccBatch::emphasis_gain(k, mfcc.framing().size)));
  }
}

void SpectralPass::add(std::unique_ptr<const SpectralFeature> feature, size_t column) {
  work_ = std::max(work_, feature->work());
  const size_t kept = feature->kept();
  features_.push_back({std::move(feature), column, kept_});
  kept_ += kept;
}

void SpectralPass::run(const float* samples, size_t count, float* mfccs, float* rows, size_t stride) const {
  Run run(*this, samples, count, rows, stride);
  mfcc_.compute(samples, count, mfccs, &run);
  if (!mfcc_.shows_spectra()) run.compute_all();
  run.finish();
}

}  // namespace emovox
