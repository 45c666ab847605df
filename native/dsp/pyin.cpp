#include "pyin.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "error.h"
#include "viterbi.h"

namespace emovox {
namespace {

constexpr size_t kThresholds = 100;
constexpr int kBinsPerSemitone = 10;
constexpr double kBoltzmann = 2;
constexpr double kMaxTransitionRate = 35.92;  // octaves a second
constexpr double kSwitchProbability = 0.01;
constexpr double kNoTroughProbability = 0.01;

// The distribution function of beta(2, 18): the chance that of 19 uniform draws two or more are below x.
double beta_cdf(double x) { return 1 - std::pow(1 - x, 19) - 19 * x * std::pow(1 - x, 18); }

}  // namespace

F0Tracker::F0Tracker(const F0Options& options, double sample_rate, size_t hop)
    : options_(options), yin_(options, sample_rate) {
  const double octaves = std::log2(options.f_max / options.f_min);
  bins_ = static_cast<size_t>(std::floor(12 * kBinsPerSemitone * octaves)) + 1;
  const double semitones = std::nearbyint(kMaxTransitionRate * 12 * static_cast<double>(hop) / sample_rate);
  transition_width_ = static_cast<size_t>(semitones) * kBinsPerSemitone + 1;
  if (options.probabilistic && (transition_width_ > bins_ || bins_ < 2)) {
    throw Error("INVALID_OPTION",
                "option fMax of F0: expected more than the " + std::to_string(semitones) +
                    " semitones above fMin that pYIN lets the pitch move in one hop, found " +
                    std::to_string(12 * octaves));
  }
  beta_sums_.push_back(0);
  for (size_t i = 0; i < kThresholds; i++) {
    beta_.push_back(beta_cdf((i + 1.0) / kThresholds) - beta_cdf(static_cast<double>(i) / kThresholds));
    beta_sums_.push_back(beta_sums_.back() + beta_.back());
  }
  for (size_t k = 0; k <= yin_.lags(); k++) {
    boltzmann_.push_back((1 - std::exp(-kBoltzmann)) * std::exp(-kBoltzmann * static_cast<double>(k)));
  }
}

F0Tracker::Track F0Tracker::track(const Framing& framing, const float* samples, size_t count,
                                  size_t frames) const {
  return options_.probabilistic ? track_pyin(framing, samples, count, frames)
                                : track_yin(framing, samples, count, frames);
}

F0Tracker::Track F0Tracker::track_yin(const Framing& framing, const float* samples, size_t count,
                                      size_t frames) const {
  Track track;
  YinDifference::Work work;
  std::vector<double> difference(yin_.lags());
  for (size_t t = 0; t < frames; t++) {
    yin_.compute(framing, samples, count, t, work, difference.data());
    const Period period = yin_period(yin_, difference.data(), options_.trough_threshold);
    // Of silence d' is 0 throughout.
    const bool voiced = period.trough < options_.trough_threshold && work.difference_sum > 0;
    track.f0.push_back(static_cast<float>(period.f0));
    track.voiced.push_back(voiced ? 1.0f : 0.0f);
    track.probability.push_back(
        work.difference_sum > 0 ? static_cast<float>(std::clamp(1 - period.trough, 0.0, 1.0)) : 0.0f);
  }
  return track;
}

F0Tracker::Track F0Tracker::track_pyin(const Framing& framing, const float* samples, size_t count,
                                       size_t frames) const {
  Track track;
  YinDifference::Work work;
  std::vector<double> difference(yin_.lags());
  std::vector<double> observed(bins_, 0.0);
  std::vector<size_t> used;
  PitchViterbi viterbi(bins_, transition_width_, kSwitchProbability);
  viterbi.start(frames);
  for (size_t t = 0; t < frames; t++) {
    yin_.compute(framing, samples, count, t, work, difference.data());
    const double voiced = observe(difference.data(), observed, used);
    viterbi.step(observed, (1 - voiced) / static_cast<double>(bins_));
    for (const size_t bin : used) observed[bin] = 0;
    track.probability.push_back(static_cast<float>(voiced));
  }
  for (const size_t state : viterbi.path()) {
    const bool voiced = state < bins_;
    const double bin = static_cast<double>(state) / (12 * kBinsPerSemitone);
    track.f0.push_back(voiced ? static_cast<float>(options_.f_min * std::exp2(bin)) : 0.0f);
    track.voiced.push_back(voiced ? 1.0f : 0.0f);
  }
  return track;
}

// Above the last bin there is one more, for what librosa drops.
size_t F0Tracker::bin_of(double f0) const {
  const double bin = std::nearbyint(12 * kBinsPerSemitone * std::log2(f0 / options_.f_min));
  return static_cast<size_t>(std::clamp(bin, 0.0, static_cast<double>(bins_)));
}

// The probability of each voiced bin, of those in `used`; answers their sum. Every threshold gives its
// probability to the troughs below it, the shorter periods getting more; a threshold with none below it, a
// hundredth of it to the lowest trough.
double F0Tracker::observe(const double* d, std::vector<double>& bins, std::vector<size_t>& used) const {
  const size_t lags = yin_.lags();
  used.clear();
  size_t lowest = lags;
  std::vector<size_t> troughs;
  for (size_t i = 0; i < lags; i++) {
    if (!is_trough(d, lags, i)) continue;
    if (lowest == lags || d[i] < d[lowest]) lowest = i;
    if (d[i] < 1) troughs.push_back(i);
  }
  if (lowest == lags) return 0;
  if (troughs.empty()) troughs.push_back(lowest);
  std::vector<double> probabilities(troughs.size(), 0.0);
  std::vector<size_t> below;
  for (size_t i = 0; i < kThresholds; i++) {
    const double threshold = (i + 1.0) / kThresholds;
    below.clear();
    for (size_t j = 0; j < troughs.size(); j++) {
      if (d[troughs[j]] < threshold) below.push_back(j);
    }
    const double all = 1 - std::exp(-kBoltzmann * static_cast<double>(below.size()));
    for (size_t k = 0; k < below.size(); k++) probabilities[below[k]] += boltzmann_[k] / all * beta_[i];
  }
  size_t above = 0;  // thresholds that no trough is below
  while (above < kThresholds && !(d[lowest] < (above + 1.0) / kThresholds)) above++;
  const size_t at = std::find(troughs.begin(), troughs.end(), lowest) - troughs.begin();
  probabilities[at] += kNoTroughProbability * beta_sums_[above];

  for (size_t j = 0; j < troughs.size(); j++) {
    if (!(probabilities[j] > 0)) continue;
    const double period =
        yin_.min_period() + static_cast<double>(troughs[j]) + parabolic_shift(d, lags, troughs[j]);
    const size_t bin = bin_of(yin_.sample_rate() / period);
    if (bin == bins_) continue;
    bins[bin] = probabilities[j];  // of two in one bin librosa keeps the longer period's
    used.push_back(bin);
  }
  double sum = 0;
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  for (const size_t bin : used) sum += bins[bin];
  return std::clamp(sum, 0.0, 1.0);
}

}  // namespace emovox
