#include "mfcc.h"

#include <cmath>
#include <limits>
#include <string>

#include "error.h"
#include "finite.h"
#include "mfcc_options.h"
#include "window.h"

namespace emovox {
namespace {

MelOptions mel_options(const MfccOptions& o) {
  return {o.sample_rate, o.n_fft, o.n_mels, o.f_min, o.f_max, o.htk, o.mel_norm_slaney};
}

constexpr double kSmallestNormal = std::numeric_limits<float>::min();

Framing framing_of(const MfccOptions& o) {
  const auto n_fft = static_cast<size_t>(o.n_fft);
  return {n_fft, static_cast<size_t>(o.hop_length), o.center ? n_fft / 2 : 0, o.pad_mode};
}

// Whether single precision is to be tried. Its errors reach a coefficient times the norm of its row of the
// DCT: 1 if that is orthonormal, but up to 9 if not, and up to 1 + lifter / 2 with a lifter. Those options,
// and what MfccBatch cannot do, take double precision for all frames, the others for single frames (see
// MfccBatch).
bool single_precision_suffices(const MfccOptions& o, const Dct& dct) {
  if (o.n_fft % 2 != 0 || o.power != 2 || o.amin < kSmallestNormal) return false;
  for (int k = 0; k < o.n_mfcc; k++) {
    double squares = 0;
    for (int m = 0; m < o.n_mels; m++) squares += dct.weight(k, m) * dct.weight(k, m);
    if (squares > 1.01) return false;
  }
  return true;
}

}  // namespace

Mfcc::Mfcc(const MfccOptions& options, const simd::Kernels& kernels)
    : options_(checked(options)), kernels_(kernels), framing_(framing_of(options)) {
  const MfccOptions& o = options;
  const std::vector<double> window =
      centered_window(o.window, o.win_length > 0 ? o.win_length : o.n_fft, o.n_fft);
  const MelBank mel(mel_options(o));
  const Dct dct = cepstral_dct(o);
  exact_ = std::make_unique<const MfccDouble>(framing_, window, mel, dct,
                                              MfccDouble::Levels{o.power, o.amin, o.top_db});
  if (single_precision_suffices(o, dct)) {
    batch_ = std::make_unique<const MfccBatch>(framing_, window, mel, dct, static_cast<float>(o.amin),
                                               static_cast<float>(o.top_db), *exact_, kernels);
  }
}

void Mfcc::compute(const float* samples, size_t count, float* out, SpectrumVisitor* visitor) const {
  check_samples(samples, count);
  if (batch_) {
    batch_->compute(samples, count, out, visitor);
  } else if (out != nullptr) {
    exact_->compute(samples, count, out);
  }
}

void Mfcc::check_samples(const float* samples, size_t count) const {
  const std::string found = ", found " + std::to_string(count);
  if (count == 0) throw Error("EMPTY_AUDIO", "samples: expected at least one, found none");
  if (frames(count) == 0) {
    throw Error("EMPTY_AUDIO", "samples: expected at least nFft (" + std::to_string(options_.n_fft) +
                                   ") for frames that are not centred" + found);
  }
  const size_t padding = framing_.padding;
  if (options_.pad_mode == PadMode::kReflect && count <= padding) {
    throw Error("INVALID_OPTION", "option padMode: expected more than nFft / 2 (" + std::to_string(padding) +
                                      ") samples to reflect" + found);
  }
  check_magnitudes(samples, count);
}

void Mfcc::check_magnitudes(const float* samples, size_t count) const {
  double peak = kernels_.largest_magnitude(samples, count);
  if (!std::isfinite(peak)) peak = finite_peak(samples, count);  // says which
  const int bins = options_.n_fft / 2 + 1;
  const double most = std::pow(peak * options_.n_fft, options_.power) * bins;
  if (most > std::numeric_limits<float>::max()) {
    throw Error("NON_FINITE", "samples: expected magnitudes of about 1, found " + std::to_string(peak) +
                                  ", whose power is too large for a 32-bit float");
  }
}

}  // namespace emovox
