#include "lstm/lstm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <thread>
#include <vector>

#include "dsp/error.h"
#include "simd/kernels.h"

namespace emovox {
namespace {

using Doubles = std::vector<double>;
using FloatsOf = std::vector<float>;

// An LSTM in double precision, as its definition reads: no layouts, no tricks.
struct Reference {
  LstmOptions o;
  Doubles kernel, recurrent, bias, x;
  Doubles i, f, g, out, c, h;  // [batch][step][unit], in the order of computation

  size_t at(int b, int t, int u) const {
    return (static_cast<size_t>(b) * o.steps + static_cast<size_t>(t)) * o.units + static_cast<size_t>(u);
  }
  size_t x_at(int b, int t, int k) const {
    const int step = o.reverse ? o.steps - 1 - t : t;
    return (static_cast<size_t>(b) * o.steps + static_cast<size_t>(step)) * o.inputs + static_cast<size_t>(k);
  }
  size_t w_at(int k, int gate, int u) const {
    return (static_cast<size_t>(k) * 4 + static_cast<size_t>(gate)) * o.units + static_cast<size_t>(u);
  }
  double sum(int b, int t, int gate, int u) const {
    double s = bias[w_at(0, gate, u)];
    for (int k = 0; k < o.inputs; k++) s += x[x_at(b, t, k)] * kernel[w_at(k, gate, u)];
    for (int k = 0; t > 0 && k < o.units; k++) s += h[at(b, t - 1, k)] * recurrent[w_at(k, gate, u)];
    return s;
  }
  void forward() {
    for (Doubles* values : {&i, &f, &g, &out, &c, &h})
      values->assign(static_cast<size_t>(o.batch) * o.steps * o.units, 0);
    for (int b = 0; b < o.batch; b++) {
      for (int t = 0; t < o.steps; t++) {
        for (int u = 0; u < o.units; u++) {
          const size_t k = at(b, t, u);
          i[k] = 1 / (1 + std::exp(-sum(b, t, 0, u)));
          f[k] = 1 / (1 + std::exp(-sum(b, t, 1, u)));
          g[k] = std::tanh(sum(b, t, 2, u));
          out[k] = 1 / (1 + std::exp(-sum(b, t, 3, u)));
          c[k] = i[k] * g[k] + (t > 0 ? f[k] * c[at(b, t - 1, u)] : 0);
          h[k] = out[k] * std::tanh(c[k]);
        }
      }
    }
  }
  // dh: as h. Gives the gradients of kernel, recurrent, bias and x.
  void backward(const Doubles& dh, Doubles& d_kernel, Doubles& d_recurrent, Doubles& d_bias,
                Doubles& dx) const {
    d_kernel.assign(kernel.size(), 0);
    d_recurrent.assign(recurrent.size(), 0);
    d_bias.assign(bias.size(), 0);
    dx.assign(x.size(), 0);
    const auto units = static_cast<size_t>(o.units);
    for (int b = 0; b < o.batch; b++) {
      Doubles dc(units), from_later(units);
      for (int t = o.steps - 1; t >= 0; t--) {
        Doubles d_before(units);
        for (int u = 0; u < o.units; u++) {
          const size_t k = at(b, t, u);
          const auto unit = static_cast<size_t>(u);
          const double d = dh[k] + from_later[unit], tc = std::tanh(c[k]);
          const double cell = dc[unit] + d * out[k] * (1 - tc * tc);
          const double before = t > 0 ? c[at(b, t - 1, u)] : 0;
          const double gates[4] = {cell * g[k] * i[k] * (1 - i[k]), cell * before * f[k] * (1 - f[k]),
                                   cell * i[k] * (1 - g[k] * g[k]), d * tc * out[k] * (1 - out[k])};
          dc[unit] = cell * f[k];
          for (int gate = 0; gate < 4; gate++) {
            d_bias[w_at(0, gate, u)] += gates[gate];
            for (int n = 0; n < o.inputs; n++) {
              d_kernel[w_at(n, gate, u)] += gates[gate] * x[x_at(b, t, n)];
              dx[x_at(b, t, n)] += gates[gate] * kernel[w_at(n, gate, u)];
            }
            for (int n = 0; t > 0 && n < o.units; n++) {
              d_recurrent[w_at(n, gate, u)] += gates[gate] * h[at(b, t - 1, n)];
              d_before[static_cast<size_t>(n)] += gates[gate] * recurrent[w_at(n, gate, u)];
            }
          }
        }
        from_later = d_before;
      }
    }
  }
};

Doubles random_doubles(size_t count, double deviation, std::mt19937& generator) {
  std::normal_distribution<double> normal(0, deviation);
  Doubles values(count);
  for (double& value : values) value = static_cast<float>(normal(generator));
  return values;
}

FloatsOf to_floats(const Doubles& values) { return {values.begin(), values.end()}; }

// The largest difference, relative to the largest number.
double difference(const FloatsOf& found, const Doubles& expected) {
  double most = 0, largest = 1e-30;
  for (size_t k = 0; k < expected.size(); k++) {
    const double off = std::fabs(found[k] - expected[k]);
    most = std::isnan(off) ? std::numeric_limits<double>::infinity() : std::max(most, off);
    largest = std::max(largest, std::fabs(expected[k]));
  }
  return most / largest;
}

struct Result {
  FloatsOf hidden, kernel, recurrent, bias, x;
};

Result run(Lstm& lstm, const Reference& r, const FloatsOf& dh, bool with_x = true) {
  lstm.set_weights(to_floats(r.kernel).data(), to_floats(r.recurrent).data(), to_floats(r.bias).data());
  Result result = {FloatsOf(lstm.hidden_size()), FloatsOf(lstm.kernel_size()),
                   FloatsOf(lstm.recurrent_size()), FloatsOf(lstm.bias_size()), FloatsOf(lstm.x_size())};
  lstm.forward(to_floats(r.x).data());
  lstm.hidden(result.hidden.data());
  if (!lstm.options().training) return result;
  lstm.backward(dh.data(), with_x, {result.kernel.data(), result.recurrent.data(), result.bias.data()});
  if (with_x) lstm.d_x(result.x.data());
  return result;
}

Reference reference_of(const LstmOptions& options, unsigned seed) {
  std::mt19937 generator(seed);
  Reference r;
  r.o = options;
  const size_t units = static_cast<size_t>(options.units), inputs = static_cast<size_t>(options.inputs);
  r.kernel = random_doubles(inputs * 4 * units, 0.4, generator);
  r.recurrent = random_doubles(units * 4 * units, 1.5 / std::sqrt(options.units), generator);
  r.bias = random_doubles(4 * units, 0.4, generator);
  r.x = random_doubles(static_cast<size_t>(options.batch) * options.steps * inputs, 1, generator);
  r.forward();
  return r;
}

class LstmOfEachIsa : public testing::TestWithParam<const simd::Kernels*> {};
INSTANTIATE_TEST_SUITE_P(Lstm, LstmOfEachIsa, testing::ValuesIn(simd::available_kernels()),
                         [](const auto& info) { return info.param->isa; });

// Batches and sizes around the tiles' and the lanes', one and two slices, several chunks.
TEST_P(LstmOfEachIsa, IsThatOfItsDefinitionWithItsGradients) {
  const int shapes[][4] = {{1, 1, 1, 1},    {1, 7, 13, 16}, {2, 9, 5, 6},    {3, 5, 17, 33},
                           {4, 30, 13, 20}, {5, 6, 64, 64}, {7, 40, 16, 65}, {15, 3, 7, 12},
                           {16, 5, 9, 24},  {17, 4, 70, 9}, {31, 9, 3, 4},   {64, 7, 13, 32}};
  unsigned seed = 1;
  for (const auto& [batch, steps, inputs, units] : shapes) {
    for (const bool sequences : {false, true}) {
      for (const bool reverse : {false, true}) {
        LstmOptions options = {batch, steps, inputs, units, sequences, reverse, true, 1 + batch % 2};
        SCOPED_TRACE(testing::Message() << batch << " x " << steps << " x " << inputs << " to " << units
                                        << (sequences ? ", sequences" : "") << (reverse ? ", reverse" : ""));
        const Reference r = reference_of(options, seed++);
        std::mt19937 generator(seed);
        Doubles dh(r.h.size()), hidden;
        FloatsOf given;
        for (int b = 0; b < batch; b++) {
          for (int t = sequences ? 0 : steps - 1; t < steps; t++) {
            for (int u = 0; u < units; u++) {
              dh[r.at(b, t, u)] = random_doubles(1, 1, generator)[0];
              given.push_back(static_cast<float>(dh[r.at(b, t, u)]));
              hidden.push_back(r.h[r.at(b, t, u)]);
            }
          }
        }
        Doubles kernel, recurrent, bias, x;
        r.backward(dh, kernel, recurrent, bias, x);
        Lstm lstm(options, *GetParam());
        for (int again = 0; again < 2; again++) {  // what a first run leaves behind does no harm
          const Result result = run(lstm, r, given);
          EXPECT_LT(difference(result.hidden, hidden), 3e-6);
          EXPECT_LT(difference(result.kernel, kernel), 5e-6);
          EXPECT_LT(difference(result.recurrent, recurrent), 5e-6);
          EXPECT_LT(difference(result.bias, bias), 5e-6);
          EXPECT_LT(difference(result.x, x), 5e-6);
        }
        const Result without_x = run(lstm, r, given, false);
        EXPECT_LT(difference(without_x.kernel, kernel), 5e-6);
        options.training = false;
        Lstm inference(options, *GetParam());
        EXPECT_EQ(run(inference, r, given).hidden, without_x.hidden);
      }
    }
  }
}

TEST_P(LstmOfEachIsa, GivesTheSameOnOneThreadAndOnTwo) {
  LstmOptions options = {37, 11, 13, 40, true, false, true, 1};
  const Reference r = reference_of(options, 3);
  const FloatsOf dh(r.h.size(), 0.25f);
  Lstm one(options, *GetParam());
  options.threads = 2;
  Lstm two(options, *GetParam());
  const Result expected = run(one, r, dh);
  for (int again = 0; again < 50; again++) {
    const Result found = run(two, r, dh);
    ASSERT_EQ(found.hidden, expected.hidden);
    ASSERT_EQ(found.kernel, expected.kernel);
    ASSERT_EQ(found.recurrent, expected.recurrent);
    ASSERT_EQ(found.bias, expected.bias);
    ASSERT_EQ(found.x, expected.x);
  }
}

// One layer's states are the next one's input, and its gradient of x the other's of h, copied or not.
TEST_P(LstmOfEachIsa, TwoLayersReadEachOthersStates) {
  for (const auto& [batch, units] : {std::pair{1, 5}, {6, 16}, {37, 21}}) {
    const LstmOptions lower = {batch, 9, 7, units, true, true, true, 2};
    const LstmOptions upper = {batch, 9, units, 11, false, false, true, 2};
    const Reference r = reference_of(lower, 4), s = reference_of(upper, 5);
    const auto below = std::make_shared<Lstm>(lower, *GetParam());
    Lstm above(upper, *GetParam());
    ASSERT_TRUE(above.fits_above(*below));
    const FloatsOf dh(above.hidden_size(), 0.25f);

    // Through row-major copies.
    FloatsOf none(below->hidden_size());
    Reference copied = s;
    const FloatsOf h = run(*below, r, none).hidden;
    copied.x.assign(h.begin(), h.end());
    const Result expected_above = run(above, copied, dh);
    const Result expected = run(*below, r, expected_above.x);

    below->forward(to_floats(r.x).data());
    above.forward(below);
    Result found = expected;
    for (FloatsOf* values : {&found.hidden, &found.kernel, &found.recurrent, &found.bias})
      std::fill(values->begin(), values->end(), 9.0f);
    Result found_above = expected_above;
    above.hidden(found_above.hidden.data());
    above.backward(dh.data(), true,
                   {found_above.kernel.data(), found_above.recurrent.data(), found_above.bias.data()});
    above.d_x(found_above.x.data());
    below->backward(above, false, {found.kernel.data(), found.recurrent.data(), found.bias.data()});
    EXPECT_EQ(found_above.hidden, expected_above.hidden);
    EXPECT_EQ(found_above.kernel, expected_above.kernel);
    EXPECT_EQ(found_above.recurrent, expected_above.recurrent);
    EXPECT_EQ(found_above.x, expected_above.x);
    EXPECT_EQ(found.kernel, expected.kernel);
    EXPECT_EQ(found.recurrent, expected.recurrent);
    EXPECT_EQ(found.bias, expected.bias);
  }
}

TEST(Lstm, RefusesStatesThatAreNotThere) {
  const LstmOptions lower = {4, 3, 2, 5, true, false, true, 1};
  const LstmOptions upper = {4, 3, 5, 6, false, false, true, 1};
  const auto below = std::make_shared<Lstm>(lower);
  Lstm above(upper);
  for (Lstm* lstm : {below.get(), &above}) {
    const Reference r = reference_of(lstm->options(), 1);
    lstm->set_weights(to_floats(r.kernel).data(), to_floats(r.recurrent).data(), to_floats(r.bias).data());
  }
  const FloatsOf x(below->x_size(), 1.0f), dh(below->hidden_size(), 1.0f);
  FloatsOf kernel(600), recurrent(600), bias(600);
  const Lstm::Gradients gradients = {kernel.data(), recurrent.data(), bias.data()};
  EXPECT_THROW(below->hidden(kernel.data()), Error);
  EXPECT_THROW(above.forward(below), Error) << "it has not gone forward";
  below->forward(x.data());
  EXPECT_THROW(below->backward(above, false, gradients), Error) << "there is no gradient of x";
  above.forward(below);
  below->forward(x.data());
  EXPECT_THROW(above.backward(dh.data(), true, gradients), Error) << "the states are of another pass";
  EXPECT_THROW(above.d_x(kernel.data()), Error);
  LstmOptions turned = upper;
  turned.reverse = true;
  EXPECT_FALSE(Lstm(turned).fits_above(*below));
  EXPECT_FALSE(below->fits_above(above));
}

TEST_P(LstmOfEachIsa, PassesOnWhatIsNotANumberAndKeepsItInItsRow) {
  const LstmOptions options = {3, 4, 5, 6, true, false, false, 1};
  Reference r = reference_of(options, 9);
  r.x[r.x_at(1, 2, 3)] = std::numeric_limits<double>::quiet_NaN();
  Lstm lstm(options, *GetParam());
  const Result result = run(lstm, r, {});
  for (int b = 0; b < 3; b++) {
    for (int t = 0; t < 4; t++) {
      for (int u = 0; u < 6; u++)
        EXPECT_EQ(std::isnan(result.hidden[r.at(b, t, u)]), b == 1 && t >= 2) << b << " " << t << " " << u;
    }
  }
}

TEST_P(LstmOfEachIsa, SigmoidAndTanhKeepTheirBounds) {
  FloatsOf x = {0.0f, -0.0f, 1e-30f, 7.9f, 8.0f, 88.0f, 1e30f, std::numeric_limits<float>::infinity()};
  for (float value = 1e-8f; value < 30; value *= 1.0007f) x.push_back(value);
  for (float value = 0; value < 20; value += 0.0005f) x.push_back(value);
  const size_t half = x.size();
  for (size_t k = 0; k < half; k++) x.push_back(-x[k]);
  while (x.size() % 16 != 0) x.push_back(0);
  FloatsOf y(x.size());
  GetParam()->activate(x.data(), x.size(), false, y.data());
  for (size_t k = 0; k < x.size(); k++) {
    const double expected = std::tanh(static_cast<double>(x[k]));
    ASSERT_LE(std::fabs(y[k] - expected), 5e-7 * std::fabs(expected)) << x[k];
    ASSERT_LE(std::fabs(y[k]), 1) << x[k];
  }
  GetParam()->activate(x.data(), x.size(), true, y.data());
  for (size_t k = 0; k < x.size(); k++) {
    ASSERT_NEAR(y[k], 1 / (1 + std::exp(-static_cast<double>(x[k]))), 3e-7) << x[k];
    ASSERT_TRUE(y[k] >= 0 && y[k] <= 1) << x[k];
  }
}

TEST(Lstm, ServesSeveralThreadsAtOnce) {
  const LstmOptions options = {32, 6, 8, 16, false, false, true, 2};
  const Reference r = reference_of(options, 5);
  const FloatsOf dh(size_t{32} * 16, 1.0f);
  Lstm first(options);
  const Result expected = run(first, r, dh);
  std::vector<std::thread> callers;
  std::vector<int> wrong(3);
  for (size_t caller = 0; caller < wrong.size(); caller++) {
    callers.emplace_back([&, caller] {
      for (int again = 0; again < 100; again++) {
        Lstm own(options);
        const Result found = run(own, r, dh);
        wrong[caller] += found.hidden != expected.hidden || found.recurrent != expected.recurrent;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(wrong, std::vector<int>(3));
}

TEST(Lstm, RefusesSizesThatMakeNoSense) {
  LstmOptions options;
  options.units = 0;
  try {
    const Lstm lstm(options);
    FAIL() << "there is no LSTM of no units";
  } catch (const Error& error) {
    EXPECT_STREQ(error.code(), "INVALID_OPTION");
    EXPECT_STREQ(error.what(), "lstm units: expected a whole number from 1 to 16384, found 0");
  }
}

}  // namespace
}  // namespace emovox
