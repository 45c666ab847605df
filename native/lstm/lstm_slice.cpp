#include "lstm/lstm_slice.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace emovox {
namespace {

constexpr int kGates = 4;
// Products that a weight's gradient is summed over in registers, about: rows x steps of a chunk.
constexpr int kChunkRows = 128;

int padded(int width, int lanes) { return (width + lanes - 1) / lanes * lanes; }

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

LstmSlice::LstmSlice(const LstmOptions& options, const simd::Kernels& kernels, const LstmWeights& weights,
                     int first, int rows)
    : options_(options), kernels_(kernels), first_(first) {
  make_room(rows, weights);
}

void LstmSlice::make_room(int rows, const LstmWeights& weights) {
  const int lanes = kernels_.lanes;
  const ptrdiff_t stride = stored_rows(rows, lanes);
  const auto step = [&](int width) {
    return static_cast<size_t>(padded(width, lanes)) * static_cast<size_t>(stride);
  };
  const size_t units = step(options_.units);
  const size_t inputs = step(options_.inputs);
  const auto steps = static_cast<size_t>(options_.steps);
  chunk_ = std::clamp(kChunkRows / rows, 1, options_.steps);
  d_weights_count_ = static_cast<size_t>(weights.depth) * weights.gate_count;
  d_bias_count_ = weights.gate_count;

  simd::LstmForwardPlan& forward = plan_.forward;
  struct Part {
    float** place;
    size_t count;
  };
  std::vector<Part> parts = {
      {&x_, steps * inputs}, {&forward.hidden, (steps + 1) * units}, {&forward.cell, units}};
  if (options_.training) {
    parts.back().count = (steps + 1) * units;
    parts.insert(parts.end(), {{&forward.gates, steps * units * kGates},
                               {&d_hidden_, static_cast<size_t>(chunk_) * units},
                               {&plan_.dx, steps * inputs},
                               {&plan_.d_recurrent, units},
                               {&plan_.d_cell, units},
                               {&plan_.d_weights, d_weights_count_},
                               {&plan_.d_bias, d_bias_count_}});
  }
  size_t total = 0;
  for (const Part& part : parts) total += simd::aligned_count(part.count);
  room_.reserve(total);
  advise_large_pages(room_);
  float* next = room_.data();
  for (const Part& part : parts) {
    *part.place = next;
    next += simd::aligned_count(part.count);
  }
  std::fill_n(forward.hidden, units, 0.0f);
  forward.shape = {rows, stride, options_.inputs, options_.units};
  forward.weights = weights.weights.data();
  forward.bias = weights.bias.data();
  plan_.d_hidden_last = !options_.sequences;
  plan_.steps = options_.steps;
  plan_.recurrent_transposed = weights.recurrent_transposed.data();
  plan_.kernel_transposed = weights.kernel_transposed.data();
}

ptrdiff_t LstmSlice::floats_of_step(int width) const {
  return padded(width, kernels_.lanes) * plan_.forward.shape.stride;
}

// The layer's input: where step `from` of a slice begins, and how its rows lie.
ptrdiff_t LstmSlice::place(int width, int from) const {
  const ptrdiff_t step = options_.reverse ? options_.steps - 1 - from : from;
  return (ptrdiff_t{first_} * options_.steps + step) * width;
}

simd::LstmRows LstmSlice::rows_of(int width) const {
  return {ptrdiff_t{options_.steps} * width, options_.reverse ? -ptrdiff_t{width} : ptrdiff_t{width}, width};
}

// Its output is in the order of computation.
simd::LstmRows LstmSlice::outputs() const {
  const int units = options_.units;
  return {options_.sequences ? ptrdiff_t{options_.steps} * units : units, units, units};
}

void LstmSlice::forward(const float* x) {
  simd::LstmForwardPlan& plan = plan_.forward;
  plan.x = x_;
  const int inputs = options_.inputs;
  for (int from = 0; from < options_.steps; from += chunk_) {
    const int to = std::min(from + chunk_, options_.steps);
    kernels_.lstm_pack(rows_of(inputs), plan.shape, to - from, x + place(inputs, from),
                       x_ + from * floats_of_step(inputs));
    kernels_.lstm_forward(plan, from, to);
  }
}

void LstmSlice::forward(const LstmSlice& below) {
  simd::LstmForwardPlan& plan = plan_.forward;
  plan.x = below.plan_.forward.hidden + below.floats_of_step(below.options_.units);
  kernels_.lstm_forward(plan, 0, options_.steps);
}

void LstmSlice::copy_hidden(float* hidden) const {
  const int steps = options_.sequences ? options_.steps : 1;
  const int from = options_.steps - steps;
  kernels_.lstm_unpack(outputs(), plan_.forward.shape, steps,
                       plan_.forward.hidden + (from + 1) * floats_of_step(options_.units),
                       hidden + ptrdiff_t{first_} * steps * options_.units);
}

void LstmSlice::clear_gradients() {
  std::fill_n(plan_.d_weights, d_weights_count_, 0.0f);
  std::fill_n(plan_.d_bias, d_bias_count_, 0.0f);
}

void LstmSlice::backward(const float* d_hidden, bool with_x) {
  clear_gradients();
  const simd::LstmShape& shape = plan_.forward.shape;
  const int steps = options_.sequences ? options_.steps : 1;
  const float* rows = d_hidden + ptrdiff_t{first_} * steps * options_.units;
  if (!options_.sequences) kernels_.lstm_pack(outputs(), shape, 1, rows, d_hidden_);
  for (int to = options_.steps; to > 0; to -= chunk_) {
    const int from = std::max(to - chunk_, 0);
    if (options_.sequences) {
      kernels_.lstm_pack(outputs(), shape, to - from, rows + ptrdiff_t{from} * options_.units, d_hidden_);
    }
    backward_chunk(d_hidden_, with_x, from, to);
  }
}

void LstmSlice::backward(const LstmSlice& above, bool with_x) {
  clear_gradients();
  for (int to = options_.steps; to > 0; to -= chunk_) {
    const int from = std::max(to - chunk_, 0);
    backward_chunk(above.plan_.dx + from * floats_of_step(options_.units), with_x, from, to);
  }
}

void LstmSlice::backward_chunk(const float* d_hidden, bool with_x, int from, int to) {
  simd::LstmBackwardPlan plan = plan_;
  plan.d_hidden = d_hidden;
  plan.dx = with_x ? plan_.dx + from * floats_of_step(options_.inputs) : nullptr;
  kernels_.lstm_backward(plan, from, to);
  kernels_.lstm_weight_gradient(plan, from, to);
}

void LstmSlice::copy_d_x(float* d_x) const {
  const int inputs = options_.inputs;
  kernels_.lstm_unpack(rows_of(inputs), plan_.forward.shape, options_.steps, plan_.dx,
                       d_x + place(inputs, 0));
}

}  // namespace emovox
