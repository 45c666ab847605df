#include "viterbi.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace emovox {
namespace {

constexpr double kTiny = std::numeric_limits<double>::min();
constexpr double kNone = -std::numeric_limits<double>::infinity();

}  // namespace

PitchViterbi::PitchViterbi(size_t bins, size_t width, double switch_prob, const simd::Kernels& kernels)
    : kernels_(kernels),
      bins_(bins),
      half_(width / 2),
      log_stay_(std::log(1 - switch_prob)),
      log_switch_(std::log(switch_prob)),
      log_row_sums_(bins),
      next_voiced_(bins),
      next_unvoiced_(bins),
      sources_(bins + width - 1, kNone) {
  // A triangle without zeros at its ends: 1, 2, ..., half + 1, ..., 2, 1 over half + 1.
  std::vector<double> window;
  for (size_t i = 0; i < width; i++) {
    const size_t from_end = std::min(i, width - 1 - i);
    window.push_back(static_cast<double>(from_end + 1) / static_cast<double>(half_ + 1));
    log_window_.push_back(std::log(window.back()));
  }
  for (size_t i = 0; i < bins; i++) {
    double sum = 0;
    for (size_t o = 0; o < width; o++) {
      if (i + o >= half_ && i + o - half_ < bins) sum += window[o];
    }
    log_row_sums_[i] = std::log(sum);
  }
  for (Best* best : {&from_voiced_, &from_unvoiced_}) {
    best->value.resize(bins);
    best->from.resize(bins);
  }
}

void PitchViterbi::start(size_t frames) {
  const double initial = std::log(1 / (2.0 * static_cast<double>(bins_)) + kTiny);
  voiced_.assign(bins_, initial);
  unvoiced_.assign(bins_, initial);
  back_.resize(frames * 2 * bins_);
  step_ = 0;
}

// best.value[j] = max over i of values[i] + log P(i -> j) within voicing; best.from[j], that i - j + half.
void PitchViterbi::spread(const std::vector<double>& values, Best& best) {
  for (size_t i = 0; i < bins_; i++) sources_[half_ + i] = values[i] - log_row_sums_[i];
  kernels_.best_moves(sources_.data(), log_window_.data(), static_cast<int>(log_window_.size()),
                      static_cast<int>(bins_), best.value.data(), best.from.data());
}

void PitchViterbi::enter(double observed, size_t bin, bool voiced, double anywhere, uint16_t anywhere_state) {
  const double from_voiced = from_voiced_.value[bin] + (voiced ? log_stay_ : log_switch_);
  const double from_unvoiced = from_unvoiced_.value[bin] + (voiced ? log_switch_ : log_stay_);
  double best = from_voiced;
  auto state = static_cast<uint16_t>(bin + static_cast<size_t>(from_voiced_.from[bin]) - half_);
  if (from_unvoiced > best) {
    best = from_unvoiced;
    state = static_cast<uint16_t>(bins_ + bin + static_cast<size_t>(from_unvoiced_.from[bin]) - half_);
  }
  if (anywhere > best) {
    best = anywhere;
    state = anywhere_state;
  }
  (voiced ? next_voiced_ : next_unvoiced_)[bin] = observed + best;
  back_[step_ * 2 * bins_ + (voiced ? 0 : bins_) + bin] = state;
}

void PitchViterbi::step(const std::vector<double>& voiced, double unvoiced) {
  const double log_unvoiced = std::log(unvoiced + kTiny);
  const double log_tiny = std::log(kTiny);
  if (step_ == 0) {
    for (size_t j = 0; j < bins_; j++) {
      voiced_[j] += voiced[j] > 0 ? std::log(voiced[j] + kTiny) : log_tiny;
      unvoiced_[j] += log_unvoiced;
    }
    step_++;
    return;
  }
  spread(voiced_, from_voiced_);
  spread(unvoiced_, from_unvoiced_);
  const size_t v = std::max_element(voiced_.begin(), voiced_.end()) - voiced_.begin();
  const size_t u = std::max_element(unvoiced_.begin(), unvoiced_.end()) - unvoiced_.begin();
  const bool is_voiced = voiced_[v] >= unvoiced_[u];
  const double anywhere = (is_voiced ? voiced_[v] : unvoiced_[u]) + log_tiny;
  const auto anywhere_state = static_cast<uint16_t>(is_voiced ? v : bins_ + u);
  for (size_t j = 0; j < bins_; j++) {
    enter(voiced[j] > 0 ? std::log(voiced[j] + kTiny) : log_tiny, j, true, anywhere, anywhere_state);
    enter(log_unvoiced, j, false, anywhere, anywhere_state);
  }
  voiced_.swap(next_voiced_);
  unvoiced_.swap(next_unvoiced_);
  step_++;
}

std::vector<size_t> PitchViterbi::path() const {
  std::vector<size_t> states(step_);
  if (step_ == 0) return states;
  const size_t v = std::max_element(voiced_.begin(), voiced_.end()) - voiced_.begin();
  const size_t u = std::max_element(unvoiced_.begin(), unvoiced_.end()) - unvoiced_.begin();
  states.back() = voiced_[v] >= unvoiced_[u] ? v : bins_ + u;
  for (size_t t = step_ - 1; t > 0; t--) states[t - 1] = back_[t * 2 * bins_ + states[t]];
  return states;
}

}  // namespace emovox
