#include "lstm/lstm.h"

#include <algorithm>
#include <utility>

#include "dsp/error.h"
#include "lstm/flush_denormals.h"
#include "simd/kernels.h"

namespace emovox {
namespace {

constexpr int kGates = 4;
// A batch of at least twice so many is cut into two slices.
constexpr int kLeastRows = 8;

size_t times(int a, int b, int c = 1) {
  return static_cast<size_t>(a) * static_cast<size_t>(b) * static_cast<size_t>(c);
}

int padded(int width, int lanes) { return (width + lanes - 1) / lanes * lanes; }

}  // namespace

Lstm::Lstm(const LstmOptions& options) : Lstm(options, simd::kernels()) {}

Lstm::Lstm(const LstmOptions& options, const simd::Kernels& kernels)
    : options_(checked(options)), kernels_(kernels) {
  const int units = padded(options.units, kernels.lanes);
  weights_.depth = options.inputs + units;
  weights_.gate_count = times(units, kGates);
  weights_.weights.reserve(static_cast<size_t>(weights_.depth) * weights_.gate_count);
  std::fill_n(weights_.weights.data(), weights_.weights.size(), 0.0f);
  weights_.bias.reserve(weights_.gate_count);
  std::fill_n(weights_.bias.data(), weights_.bias.size(), 0.0f);
  if (options.training) {
    weights_.recurrent_transposed.reserve(static_cast<size_t>(units) * weights_.gate_count);
    weights_.kernel_transposed.reserve(static_cast<size_t>(padded(options.inputs, kernels.lanes)) *
                                       weights_.gate_count);
  }
  const int slices = options.batch >= 2 * kLeastRows ? 2 : 1;
  slices_.reserve(static_cast<size_t>(slices));
  int first = 0;
  for (int k = 0; k < slices; k++) {
    const int rows = (options.batch + k) / slices;
    slices_.emplace_back(options_, kernels_, weights_, first, rows);
    first += rows;
  }
  if (options.threads > 1 && slices > 1) threads_ = ForkJoin::shared();
}

size_t Lstm::x_size() const { return times(options_.batch, options_.steps, options_.inputs); }
size_t Lstm::hidden_size() const {
  return times(options_.batch, options_.sequences ? options_.steps : 1, options_.units);
}
size_t Lstm::kernel_size() const { return times(options_.inputs, kGates, options_.units); }
size_t Lstm::recurrent_size() const { return times(options_.units, kGates, options_.units); }
size_t Lstm::bias_size() const { return times(kGates, options_.units); }

size_t Lstm::bytes() const {
  const size_t floats =
      weights_.weights.size() + weights_.recurrent_transposed.size() + weights_.kernel_transposed.size();
  size_t bytes = floats * sizeof(float);
  for (const LstmSlice& slice : slices_) bytes += slice.bytes();
  return bytes;
}

void Lstm::set_weights(const float* kernel, const float* recurrent, const float* bias) {
  const int inputs = options_.inputs;
  const int units = options_.units;
  kernels_.lstm_pack_weights(kernel, inputs, units, weights_.depth, weights_.weights.data());
  float* recurrent_weights = weights_.weights.data() + times(inputs, kGates, kernels_.lanes);
  kernels_.lstm_pack_weights(recurrent, units, units, weights_.depth, recurrent_weights);
  kernels_.lstm_pack_weights(bias, 1, units, 1, weights_.bias.data());
  if (!options_.training) return;
  kernels_.lstm_transpose_weights(recurrent, units, units, weights_.recurrent_transposed.data());
  kernels_.lstm_transpose_weights(kernel, inputs, units, weights_.kernel_transposed.data());
}

template <typename Task>
void Lstm::each_slice(const Task& task) {
  const auto run = [&](int k) {
    const FlushDenormals flush;
    task(static_cast<size_t>(k));
  };
  if (threads_) return threads_->run(run);
  for (size_t k = 0; k < slices_.size(); k++) run(static_cast<int>(k));
}

void Lstm::forward(const float* x) {
  each_slice([&](size_t k) { slices_[k].forward(x); });
  below_ = nullptr;
  passes_++;
  ready_ = options_.training;
}

bool Lstm::fits_above(const Lstm& below) const {
  const LstmOptions& its = below.options_;
  // Layouts and slices follow from the batch, the lanes and the width.
  return !options_.reverse && its.sequences && its.units == options_.inputs && its.batch == options_.batch &&
         its.steps == options_.steps && below.kernels_.lanes == kernels_.lanes;
}

void Lstm::forward(std::shared_ptr<const Lstm> below) {
  if (below.get() == this || !fits_above(*below) || below->passes_ == 0)
    throw Error("INVALID_OPTION", "lstm: expected a layer below that went forward and fits, found another");
  each_slice([&](size_t k) { slices_[k].forward(below->slices_[k]); });
  passes_below_ = below->passes_;
  below_ = std::move(below);
  passes_++;
  ready_ = options_.training;
}

void Lstm::hidden(float* out) const {
  if (passes_ == 0) throw Error("INVALID_OPTION", "lstm: expected a forward pass first, found none");
  for (const LstmSlice& slice : slices_) slice.copy_hidden(out);
}

void Lstm::expect_forward() {
  if (!ready_) throw Error("INVALID_OPTION", "lstm: expected a forward pass for training first, found none");
  ready_ = false;
  has_d_x_ = false;
  if (below_ && below_->passes_ != passes_below_) {
    throw Error("INVALID_OPTION",
                "lstm: expected the states of the layer below, found those of another pass");
  }
}

void Lstm::backward(const float* d_hidden, bool with_x, const Gradients& gradients) {
  expect_forward();
  each_slice([&](size_t k) { slices_[k].backward(d_hidden, with_x); });
  finish_backward(with_x, gradients);
}

void Lstm::backward(const Lstm& above, bool with_x, const Gradients& gradients) {
  if (!above.fits_above(*this) || !above.has_d_x_)
    throw Error("INVALID_OPTION", "lstm: expected a layer above with a gradient of its x, found another");
  expect_forward();
  each_slice([&](size_t k) { slices_[k].backward(above.slices_[k], with_x); });
  finish_backward(with_x, gradients);
}

void Lstm::finish_backward(bool with_x, const Gradients& gradients) {
  below_ = nullptr;
  has_d_x_ = with_x;
  const int inputs = options_.inputs;
  const int units = options_.units;
  const float* weights = slices_[0].d_weights();
  const bool two = slices_.size() > 1;
  const float* others = two ? slices_[1].d_weights() : nullptr;
  const size_t recurrent = times(inputs, kGates, kernels_.lanes);
  kernels_.lstm_unpack_weights(weights, others, inputs, units, weights_.depth, gradients.kernel);
  kernels_.lstm_unpack_weights(weights + recurrent, two ? others + recurrent : nullptr, units, units,
                               weights_.depth, gradients.recurrent);
  kernels_.lstm_unpack_weights(slices_[0].d_bias(), two ? slices_[1].d_bias() : nullptr, 1, units, 1,
                               gradients.bias);
}

void Lstm::d_x(float* out) const {
  if (!has_d_x_) throw Error("INVALID_OPTION", "lstm: expected a backward pass with x first, found none");
  for (const LstmSlice& slice : slices_) slice.copy_d_x(out);
}

}  // namespace emovox
