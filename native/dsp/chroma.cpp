#include "chroma.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace emovox {
namespace {

constexpr double kCenterOctave = 5;  // above 27.5 Hz, A0
constexpr double kOctaveWidth = 2;

// Where every FFT bin lies, in classes above A0; there is none for bin 0, which is put 1.5 octaves below the
// first.
std::vector<double> places_of_bins(const SpectralOptions& o, const MfccOptions& frames) {
  const double a0 = 440.0 * std::exp2(o.tuning / o.n_chroma) / 16;
  std::vector<double> places(frames.n_fft);
  for (int k = 1; k < frames.n_fft; k++) {
    places[k] = o.n_chroma * std::log2(frames.sample_rate * k / frames.n_fft / a0);
  }
  places[0] = places[1] - 1.5 * o.n_chroma;
  return places;
}

class Chroma : public SpectralFeature {
 public:
  Chroma(const simd::Kernels& kernels, std::vector<float> weights, size_t classes)
      : kernels_(kernels),
        weights_(std::move(weights)),
        first_bins_(classes, 0),
        bin_counts_(classes, static_cast<int>(weights_.size() / classes)) {}

  size_t work() const override { return first_bins_.size(); }

  void group(const LaneSpectra& spectra, size_t frames, float* work, const FeatureRows& rows) const override {
    const size_t classes = first_bins_.size();
    const size_t lanes = kernels_.lanes;
    kernels_.mel_bands({static_cast<int>(classes), first_bins_.data(), bin_counts_.data(), weights_.data()},
                       spectra.power, work);
    for (size_t t = 0; t < frames; t++) {
      float largest = 0;
      for (size_t c = 0; c < classes; c++) largest = std::max(largest, work[c * lanes + t]);
      if (largest < std::numeric_limits<float>::min()) largest = 1;
      for (size_t c = 0; c < classes; c++) rows.columns[t * rows.stride + c] = work[c * lanes + t] / largest;
    }
  }

 private:
  const simd::Kernels& kernels_;
  std::vector<float> weights_;
  std::vector<int> first_bins_;
  std::vector<int> bin_counts_;
};

}  // namespace

std::vector<float> chroma_bank(const SpectralOptions& o, const MfccOptions& frames) {
  const int n = o.n_chroma;
  const int bins = frames.n_fft / 2 + 1;
  const std::vector<double> places = places_of_bins(o, frames);
  const double half = std::nearbyint(n / 2.0);
  const int from_a_to_c = 3 * (n / 12);
  std::vector<float> bank(static_cast<size_t>(n) * bins);
  std::vector<double> column(n);
  for (int k = 0; k < bins; k++) {
    const double width = k + 1 < frames.n_fft ? std::max(places[k + 1] - places[k], 1.0) : 1.0;
    double squares = 0;
    for (int c = 0; c < n; c++) {
      double away = std::fmod(places[k] - c + half + 10 * n, n);
      if (away < 0) away += n;
      away = 2 * (away - half) / width;
      column[c] = std::exp(-0.5 * away * away);
      squares += column[c] * column[c];
    }
    const double length = std::sqrt(squares);
    const double octaves = (places[k] / n - kCenterOctave) / kOctaveWidth;
    const double gain =
        std::exp(-0.5 * octaves * octaves) / (length < std::numeric_limits<double>::min() ? 1 : length);
    for (int c = 0; c < n; c++) {
      const int row = (c + n - from_a_to_c) % n;
      bank[static_cast<size_t>(row) * bins + k] = static_cast<float>(column[c] * gain);
    }
  }
  return bank;
}

std::unique_ptr<const SpectralFeature> chroma(const simd::Kernels& kernels, const SpectralOptions& options,
                                              const MfccOptions& frames) {
  return std::make_unique<const Chroma>(kernels, chroma_bank(options, frames),
                                        static_cast<size_t>(options.n_chroma));
}

}  // namespace emovox
