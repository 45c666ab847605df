#include "window.h"

#include <algorithm>
#include <cmath>

namespace emovox {
namespace {

struct CosineTerms {
  double a0, a1, a2;
};

CosineTerms terms_of(WindowType type) {
  switch (type) {
    case WindowType::kHann:
      return {0.5, 0.5, 0};
    case WindowType::kHamming:
      return {0.54, 0.46, 0};
    case WindowType::kBlackman:
      return {0.42, 0.5, 0.08};
    case WindowType::kRectangular:
      break;
  }
  return {1, 0, 0};
}

}  // namespace

std::vector<double> periodic_window(WindowType type, int length) {
  const CosineTerms terms = terms_of(type);
  std::vector<double> window(length);
  for (int n = 0; n < length; n++) {
    const double angle = 2 * 3.14159265358979323846 * n / length;
    window[n] = terms.a0 - terms.a1 * std::cos(angle) + terms.a2 * std::cos(2 * angle);
  }
  return window;
}

std::vector<double> centered_window(WindowType type, int win_length, int fft_size) {
  const std::vector<double> window = periodic_window(type, win_length);
  std::vector<double> centered(fft_size, 0.0);
  const int before = (fft_size - win_length) / 2;
  std::copy(window.begin(), window.end(), centered.begin() + before);
  return centered;
}

}  // namespace emovox
