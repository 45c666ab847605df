#pragma once
#include <cstdint>
#include <vector>

namespace emovox {

enum class WindowType : uint8_t { kHann, kHamming, kBlackman, kRectangular };

// A periodic window of `length` samples, as scipy.signal.get_window(type, length, fftbins=True):
//   w[n] = a0 - a1 cos(2 pi n / length) + a2 cos(4 pi n / length)
std::vector<double> periodic_window(WindowType type, int length);

// A periodic window of win_length samples in the middle of fft_size, zeros around it, as librosa.stft has it.
// An odd surplus puts the extra zero at the end.
std::vector<double> centered_window(WindowType type, int win_length, int fft_size);

}  // namespace emovox
