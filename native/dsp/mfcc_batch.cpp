#include "mfcc_batch.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace emovox {
namespace {

// Speech falls by 6 to 12 dB an octave, and the rounding errors of an FFT are as large in all bins as the
// loudest ones make them: its highs drown in them. So the windowed frame goes through y[n] = x[n] - a x[n-1],
// circularly, which multiplies bin k's power by exactly |1 - a exp(-2 pi i k / size)|^2; the mel weights are
// divided by that. 0.7 was the best of 0 to 0.97 on 150 recordings.
constexpr float kEmphasis = 0.7f;

// More than this much a thread does not keep (in floats, 16 MB): an hour of audio needs it once.
constexpr size_t kMostKept = size_t{4} << 20;

// How far below the frame's energy the peak of a band of 40 may be, in dB, for single precision to be enough.
// The errors of its FFT are white, about 1e-7 of the frame's amplitude: e in a band whose amplitude is 1 / r
// of it is 1e-7 r, or 8.7e-7 r dB, of which sqrt(2 / bands) gets into a coefficient. With 42 dB the largest
// difference from double precision was 1.2e-4 on 150 recordings, two units in the last place of the first
// coefficient; 2 % of their frames were further apart. With 50 dB it was 2.3e-4.
constexpr float kMostRange = 42;

thread_local simd::AlignedFloats memory_of_this_thread;

}  // namespace

double MfccBatch::emphasis_gain(int bin, size_t size) {
  const double angle = 2 * 3.14159265358979323846 * bin / static_cast<double>(size);
  return 1 - 2 * kEmphasis * std::cos(angle) + kEmphasis * kEmphasis;
}

// Lane arrays, for one group of frames but for decibels.
struct MfccBatch::Work {
  float* frames;    // windowed samples
  float* fft;       // BatchSpectrum's own
  float* power;     // of every bin
  float* centred;   // cosine_sums' own
  float* edge;      // frames that need padding, one after the other
  float* decibels;  // of every band, group after group
  float* energies;  // of every frame, in dB
  float* weakest;   // weakest_bands' result
};

MfccBatch::MfccBatch(Framing framing, const std::vector<double>& window, const MelBank& mel, const Dct& dct,
                     float amin, float top_db, const MfccDouble& exact, const simd::Kernels& kernels)
    : kernels_(kernels),
      exact_(exact),
      framing_(framing),
      amin_(amin),
      most_range_(kMostRange + 10 * std::log10(static_cast<float>(mel.bands()) / 40)),
      silence_(10 * std::log10(amin) + 1e-3f),
      top_db_(top_db),
      bands_(mel.bands()),
      coefficients_(dct.outputs()),
      spectrum_(static_cast<int>(framing.size), kernels),
      window_(window.begin(), window.end()) {
  plan_mel(mel);
  plan_dct(dct);
}

void MfccBatch::plan_mel(const MelBank& mel) {
  for (const MelBank::Band& band : mel.triangles()) {
    first_bins_.push_back(band.first_bin);
    bin_counts_.push_back(band.bins);
  }
  mel_weights_ = mel.weights();
  auto weight = mel_weights_.begin();
  for (const MelBank::Band& band : mel.triangles()) {
    float largest = std::numeric_limits<float>::min();
    for (int bin = band.first_bin; bin < band.first_bin + band.bins; bin++, weight++) {
      *weight = static_cast<float>(*weight / emphasis_gain(bin, framing_.size));
      largest = std::max(largest, *weight);
    }
    largest_weights_.push_back(10 * std::log10(largest));
  }
}

void MfccBatch::plan_dct(const Dct& dct) {
  constexpr size_t kBlock = simd::kDctBlock;
  const size_t blocks = (coefficients_ + kBlock - 1) / kBlock;
  dct_matrix_.assign(blocks * bands_ * kBlock, 0.0f);
  dct_row_sums_.assign(blocks * kBlock, 0.0f);
  for (size_t k = 0; k < coefficients_; k++) {
    double sum = 0;
    for (size_t m = 0; m < bands_; m++) {
      const double entry = dct.weight(static_cast<int>(k), static_cast<int>(m));
      dct_matrix_[(k / kBlock * bands_ + m) * kBlock + k % kBlock] = static_cast<float>(entry);
      sum += entry;
    }
    dct_row_sums_[k] = static_cast<float>(sum);
  }
}

void MfccBatch::compute(const float* samples, size_t count, float* out, SpectrumVisitor* visitor) const {
  const auto lanes = static_cast<size_t>(kernels_.lanes);
  const size_t frames = framing_.frames(count);
  const size_t groups = (frames + lanes - 1) / lanes;
  const Work work = divide(memory_of_this_thread, groups);
  const float loudest = measure(samples, count, groups, work, out != nullptr, visitor);
  const float floor = top_db_ < 0 ? -std::numeric_limits<float>::infinity() : loudest - top_db_;
  const simd::DctPlan dct{static_cast<int>(bands_), static_cast<int>(coefficients_), dct_matrix_.data(),
                          dct_row_sums_.data()};
  for (size_t first = 0; out != nullptr && first < frames; first += lanes) {
    kernels_.cosine_sums(dct, work.decibels + first * bands_, floor,
                         static_cast<int>(std::min(lanes, frames - first)), work.centred,
                         out + first * coefficients_);
    redo_inexact(samples, count, first, floor, work, out);
  }
  if (memory_of_this_thread.size() > kMostKept) memory_of_this_thread.release();
}

// Every band's level, if wanted, and every frame's energy; answers the loudest level.
float MfccBatch::measure(const float* samples, size_t count, size_t groups, const Work& work, bool levels,
                         SpectrumVisitor* visitor) const {
  const auto lanes = static_cast<size_t>(kernels_.lanes);
  const simd::MelPlan mel{static_cast<int>(bands_), first_bins_.data(), bin_counts_.data(),
                          mel_weights_.data()};
  float loudest = -std::numeric_limits<float>::infinity();
  for (size_t group = 0; group < groups; group++) {
    window_group(samples, count, group * lanes, work);
    spectrum_.run(work.frames, work.fft, work.power);
    if (visitor != nullptr) visitor->visit(group * lanes, work.power, work.energies + group * lanes);
    if (!levels) continue;
    float* decibels = work.decibels + group * bands_ * lanes;
    kernels_.mel_bands(mel, work.power, decibels);
    loudest = std::max(loudest, kernels_.to_decibels(decibels, bands_ * lanes, amin_, decibels));
  }
  kernels_.to_decibels(work.energies, groups * lanes, std::numeric_limits<float>::min(), work.energies);
  return loudest;
}

// Frames of a group of which single precision is not enough, in double.
void MfccBatch::redo_inexact(const float* samples, size_t count, size_t first, float floor, const Work& work,
                             float* out) const {
  const auto lanes = static_cast<size_t>(kernels_.lanes);
  const size_t end = std::min(first + lanes, framing_.frames(count));
  kernels_.weakest_bands(work.decibels + first * bands_, largest_weights_.data(), static_cast<int>(bands_),
                         std::max(floor, silence_), work.weakest);
  for (size_t frame = first; frame < end; frame++) {
    if (work.energies[frame] - work.weakest[frame - first] <= most_range_) continue;
    exact_.compute_frame(samples, count, frame, floor, out + frame * coefficients_);
  }
}

MfccBatch::Work MfccBatch::divide(simd::AlignedFloats& memory, size_t groups) const {
  const auto lanes = static_cast<size_t>(kernels_.lanes);
  const size_t sizes[] = {
      framing_.size * lanes, spectrum_.work_size(),   spectrum_.bins() * lanes, bands_ * lanes,
      framing_.size * lanes, groups * bands_ * lanes, groups * lanes,           lanes};
  size_t total = 0;
  for (const size_t size : sizes) total += simd::aligned_count(size);
  memory.reserve(total);
  float* parts[8];
  float* next = memory.data();
  for (size_t i = 0; i < 8; i++) {
    parts[i] = next;
    next += simd::aligned_count(sizes[i]);
  }
  return {parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6], parts[7]};
}

// Lanes for which there is no frame repeat the last one: of finite numbers nothing slow or undefined comes.
void MfccBatch::window_group(const float* samples, size_t count, size_t first, const Work& work) const {
  constexpr size_t kMostLanes = simd::kAlignment / sizeof(float);
  const auto lanes = static_cast<size_t>(kernels_.lanes);
  const size_t last = framing_.frames(count) - 1;
  const float* starts[kMostLanes];
  for (size_t lane = 0; lane < lanes; lane++) {
    if (first + lane > last) {
      starts[lane] = starts[lane - 1];
      continue;
    }
    starts[lane] = framing_.inside(samples, count, first + lane);
    if (starts[lane] != nullptr) continue;
    float* edge = work.edge + lane * framing_.size;
    framing_.copy(samples, count, first + lane, edge);
    starts[lane] = edge;
  }
  kernels_.window_frames(starts, window_.data(), static_cast<int>(framing_.size), kEmphasis, work.frames,
                         work.energies + first);
}

}  // namespace emovox
