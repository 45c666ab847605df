#include "lstm/lstm.h"

#include <algorithm>
#include <cstdint>
#include <string>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include "dsp/error.h"
#include "lstm/flush_denormals.h"
#include "simd/kernels.h"

namespace emovox {
namespace {

constexpr int kGates = 4;
// A batch of at least twice so many is cut into two slices.
constexpr int kLeastRows = 8;
// Products that a weight's gradient is summed over in registers, about: rows x steps of a chunk.
constexpr int kChunkRows = 128;

size_t times(int a, int b, int c = 1) {
  return static_cast<size_t>(a) * static_cast<size_t>(b) * static_cast<size_t>(c);
}

int padded(int width, int lanes) { return (width + lanes - 1) / lanes * lanes; }

void expect(const char* name, int value, int low, int high) {
  if (value >= low && value <= high) return;
  throw Error("INVALID_OPTION", std::string(name) + ": expected a whole number from " + std::to_string(low) +
                                    " to " + std::to_string(high) + ", found " + std::to_string(value));
}

const LstmOptions& checked(const LstmOptions& options) {
  constexpr int kMost = 1 << 20;
  expect("lstm batch", options.batch, 1, kMost);
  expect("lstm steps", options.steps, 1, kMost);
  expect("lstm inputs", options.inputs, 1, 1 << 14);
  expect("lstm units", options.units, 1, 1 << 14);
  expect("lstm threads", options.threads, 1, 2);
  constexpr double kMostFloats = 1e10;
  const double floats = (8.0 * options.units + options.inputs) * options.batch * options.steps;
  if (floats > kMostFloats) {
    throw Error("INVALID_OPTION", "lstm: expected a batch that fits in 40 GB, found one of " +
                                      std::to_string(options.batch) + " x " + std::to_string(options.steps) +
                                      " steps");
  }
  return options;
}

// A step walks over tens of megabytes: with pages of 2 MB instead of 4 kB that takes 3 % less.
void advise_large_pages(const simd::AlignedFloats& room) {
#ifdef __linux__
  constexpr size_t kPage = 4096;
  const auto address = reinterpret_cast<uintptr_t>(room.data());
  const size_t skipped = (kPage - address % kPage) % kPage;
  const size_t bytes = room.size() * sizeof(float);
  if (bytes < skipped + kPage) return;
  madvise(reinterpret_cast<char*>(room.data()) + skipped, (bytes - skipped) / kPage * kPage, MADV_HUGEPAGE);
#else
  (void)room;
#endif
}

// Rows of a panel as stored: an odd number of cache lines, as panels that lie a power of two apart would all
// fall on the same few places of the cache.
ptrdiff_t stored_rows(int rows, int lanes) {
  if (rows == 1) return 1;
  const int line = std::max(1, 16 / lanes);  // rows in a cache line
  return ptrdiff_t{((rows + line - 1) / line) | 1} * line;
}

}  // namespace

Lstm::Lstm(const LstmOptions& options) : Lstm(options, simd::kernels()) {}

Lstm::Lstm(const LstmOptions& options, const simd::Kernels& kernels)
    : options_(checked(options)),
      kernels_(kernels),
      depth_(options.inputs + padded(options.units, kernels.lanes)),
      gate_count_(times(padded(options.units, kernels.lanes), kGates)) {
  const auto depth = static_cast<size_t>(depth_);
  weights_.reserve(depth * gate_count_);
  std::fill_n(weights_.data(), weights_.size(), 0.0f);
  bias_.reserve(gate_count_);
  if (options.training) {
    const auto units = static_cast<size_t>(padded(options.units, kernels.lanes));
    const auto inputs = static_cast<size_t>(padded(options.inputs, kernels.lanes));
    recurrent_transposed_.reserve(units * gate_count_);
    kernel_transposed_.reserve(inputs * gate_count_);
  }
  const int slices = options.batch >= 2 * kLeastRows ? 2 : 1;
  slices_.resize(static_cast<size_t>(slices));
  int first = 0;
  for (int k = 0; k < slices; k++) {
    Slice& slice = slices_[static_cast<size_t>(k)];
    const int rows = (options.batch + k) / slices;
    slice.first = first;
    make_room(slice, rows);
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
  size_t floats = weights_.size() + recurrent_transposed_.size() + kernel_transposed_.size();
  for (const Slice& slice : slices_) floats += slice.room.size();
  return floats * sizeof(float);
}

void Lstm::make_room(Slice& slice, int rows) {
  const int lanes = kernels_.lanes;
  const bool training = options_.training;
  const ptrdiff_t stride = stored_rows(rows, lanes);
  const auto step = [&](int width) {
    return static_cast<size_t>(padded(width, lanes)) * static_cast<size_t>(stride);
  };
  const size_t units = step(options_.units);
  const size_t inputs = step(options_.inputs);
  const auto steps = static_cast<size_t>(options_.steps);
  slice.chunk = std::clamp(kChunkRows / rows, 1, options_.steps);
  const auto chunk = static_cast<size_t>(slice.chunk);

  simd::LstmBackwardPlan& plan = slice.plan;
  simd::LstmForwardPlan& forward = plan.forward;
  struct Part {
    float** place;
    size_t count;
  };
  std::vector<Part> parts = {
      {&slice.x, steps * inputs}, {&forward.hidden, (steps + 1) * units}, {&forward.cell, units}};
  if (training) {
    parts.back().count = (steps + 1) * units;
    parts.insert(parts.end(), {{&forward.gates, steps * units * kGates},
                               {&slice.d_hidden, chunk * units},
                               {&plan.dx, chunk * inputs},
                               {&plan.d_recurrent, units},
                               {&plan.d_cell, units},
                               {&plan.d_weights, static_cast<size_t>(depth_) * gate_count_},
                               {&plan.d_bias, gate_count_}});
  }
  size_t total = 0;
  for (const Part& part : parts) total += simd::aligned_count(part.count);
  slice.room.reserve(total);
  advise_large_pages(slice.room);
  float* next = slice.room.data();
  for (const Part& part : parts) {
    *part.place = next;
    next += simd::aligned_count(part.count);
  }
  std::fill_n(forward.hidden, units, 0.0f);
  forward.shape = {rows, stride, options_.inputs, options_.units};
  forward.weights = weights_.data();
  forward.bias = bias_.data();
  forward.x = slice.x;
  plan.d_hidden = slice.d_hidden;
  plan.d_hidden_last = !options_.sequences;
  plan.steps = options_.steps;
  plan.recurrent_transposed = recurrent_transposed_.data();
  plan.kernel_transposed = kernel_transposed_.data();
}

void Lstm::set_weights(const float* kernel, const float* recurrent, const float* bias) {
  const int inputs = options_.inputs;
  const int units = options_.units;
  kernels_.lstm_pack_weights(kernel, inputs, units, depth_, weights_.data());
  float* recurrent_weights = weights_.data() + times(inputs, kGates, kernels_.lanes);
  kernels_.lstm_pack_weights(recurrent, units, units, depth_, recurrent_weights);
  kernels_.lstm_pack_weights(bias, 1, units, 1, bias_.data());
  if (!options_.training) return;
  kernels_.lstm_transpose_weights(recurrent, units, units, recurrent_transposed_.data());
  kernels_.lstm_transpose_weights(kernel, inputs, units, kernel_transposed_.data());
}

template <typename Task>
void Lstm::each_slice(const Task& task) {
  const auto run = [&](int k) {
    const FlushDenormals flush;
    task(slices_[static_cast<size_t>(k)]);
  };
  if (threads_) return threads_->run(run);
  for (size_t k = 0; k < slices_.size(); k++) run(static_cast<int>(k));
}

ptrdiff_t Lstm::floats_of_step(const Slice& slice, int width) const {
  return padded(width, kernels_.lanes) * slice.plan.forward.shape.stride;
}

// The layer's input: where step `from` of a slice begins, and how its rows lie.
ptrdiff_t Lstm::place(const Slice& slice, int width, int from) const {
  const ptrdiff_t step = options_.reverse ? options_.steps - 1 - from : from;
  return (ptrdiff_t{slice.first} * options_.steps + step) * width;
}

simd::LstmRows Lstm::rows_of(int width) const {
  return {ptrdiff_t{options_.steps} * width, options_.reverse ? -ptrdiff_t{width} : ptrdiff_t{width}, width};
}

// Its output is in the order of computation.
simd::LstmRows Lstm::outputs_of(int width) const { return {ptrdiff_t{options_.steps} * width, width, width}; }

void Lstm::forward(const float* x, float* hidden) {
  each_slice([&](Slice& slice) { forward_slice(slice, x, hidden); });
  ready_ = options_.training;
}

void Lstm::forward_slice(const Slice& slice, const float* x, float* hidden) const {
  const auto& [batch, steps, inputs, units, sequences, reverse, training, threads] = options_;
  simd::LstmForwardPlan plan = slice.plan.forward;
  const ptrdiff_t x_step = floats_of_step(slice, inputs);
  const ptrdiff_t unit_step = floats_of_step(slice, units);
  if (!training) plan.gates = nullptr;
  for (int from = 0; from < steps; from += slice.chunk) {
    const int to = std::min(from + slice.chunk, steps);
    kernels_.lstm_pack(rows_of(inputs), plan.shape, to - from, x + place(slice, inputs, from),
                       slice.x + from * x_step);
    kernels_.lstm_forward(plan, from, to);
    if (!sequences) continue;
    kernels_.lstm_unpack(outputs_of(units), plan.shape, to - from, plan.hidden + (from + 1) * unit_step,
                         hidden + (ptrdiff_t{slice.first} * steps + from) * units);
  }
  if (sequences) return;
  kernels_.lstm_unpack({units, 0, units}, plan.shape, 1, plan.hidden + steps * unit_step,
                       hidden + ptrdiff_t{slice.first} * units);
}

void Lstm::backward(const float* d_hidden, const Gradients& gradients) {
  if (!ready_) throw Error("INVALID_OPTION", "lstm: expected a forward pass for training first, found none");
  ready_ = false;
  each_slice([&](Slice& slice) { backward_slice(slice, d_hidden, gradients.x); });
  const int inputs = options_.inputs;
  const int units = options_.units;
  const float* weights = slices_[0].plan.d_weights;
  const float* bias = slices_[0].plan.d_bias;
  const bool two = slices_.size() > 1;
  const float* other_weights = two ? slices_[1].plan.d_weights : nullptr;
  const float* other_bias = two ? slices_[1].plan.d_bias : nullptr;
  const size_t recurrent = times(inputs, kGates, kernels_.lanes);
  kernels_.lstm_unpack_weights(weights, other_weights, inputs, units, depth_, gradients.kernel);
  kernels_.lstm_unpack_weights(weights + recurrent, two ? other_weights + recurrent : nullptr, units, units,
                               depth_, gradients.recurrent);
  kernels_.lstm_unpack_weights(bias, other_bias, 1, units, 1, gradients.bias);
}

void Lstm::backward_slice(const Slice& slice, const float* d_hidden, float* d_x) const {
  const auto& [batch, steps, inputs, units, sequences, reverse, training, threads] = options_;
  simd::LstmBackwardPlan plan = slice.plan;
  if (d_x == nullptr) plan.dx = nullptr;
  std::fill_n(plan.d_weights, static_cast<size_t>(depth_) * gate_count_, 0.0f);
  std::fill_n(plan.d_bias, gate_count_, 0.0f);
  const simd::LstmShape& shape = plan.forward.shape;
  if (!sequences) {
    kernels_.lstm_pack({units, 0, units}, shape, 1, d_hidden + ptrdiff_t{slice.first} * units,
                       slice.d_hidden);
  }
  for (int to = steps; to > 0; to -= slice.chunk) {
    const int from = std::max(to - slice.chunk, 0);
    if (sequences) {
      kernels_.lstm_pack(outputs_of(units), shape, to - from,
                         d_hidden + (ptrdiff_t{slice.first} * steps + from) * units, slice.d_hidden);
    }
    kernels_.lstm_backward(plan, from, to);
    kernels_.lstm_weight_gradient(plan, from, to);
    if (d_x != nullptr) {
      kernels_.lstm_unpack(rows_of(inputs), shape, to - from, plan.dx, d_x + place(slice, inputs, from));
    }
  }
}

}  // namespace emovox
