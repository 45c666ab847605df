#include "dsp/viterbi.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

namespace emovox {
namespace {

using Row = std::vector<double>;

// Uniform in 0 to 1.
class Draws {
 public:
  double next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state_ >> 11) / 9007199254740992.0;
  }

 private:
  uint64_t state_ = 1;
};

// The whole matrix of transitions, as librosa makes it.
std::vector<Row> transitions(size_t bins, size_t width, double switch_prob) {
  std::vector<Row> matrix(2 * bins, Row(2 * bins, 0.0));
  for (size_t i = 0; i < bins; i++) {
    const size_t half = width / 2;
    Row row(bins, 0.0);
    double sum = 0;
    for (size_t j = 0; j < bins; j++) {
      const double away = std::fabs(static_cast<double>(i) - static_cast<double>(j));
      row[j] = std::fmax(0, 1 - away / static_cast<double>(half + 1));
      sum += row[j];
    }
    for (size_t j = 0; j < bins; j++) {
      matrix[i][j] = matrix[bins + i][bins + j] = row[j] / sum * (1 - switch_prob);
      matrix[i][bins + j] = matrix[bins + i][j] = row[j] / sum * switch_prob;
    }
  }
  return matrix;
}

// The log probability of a path.
double score(const std::vector<size_t>& path, const std::vector<Row>& observed,
             const std::vector<Row>& matrix) {
  constexpr double kTiny = std::numeric_limits<double>::min();
  double sum = std::log(observed[0][path[0]] + kTiny);
  for (size_t t = 1; t < path.size(); t++) {
    sum += std::log(matrix[path[t - 1]][path[t]] + kTiny) + std::log(observed[t][path[t]] + kTiny);
  }
  return sum;
}

// By the definition.
double best_score(const std::vector<Row>& observed, const std::vector<Row>& matrix) {
  constexpr double kTiny = std::numeric_limits<double>::min();
  Row value;
  for (const double probability : observed[0]) value.push_back(std::log(probability + kTiny));
  for (size_t t = 1; t < observed.size(); t++) {
    Row next;
    for (size_t j = 0; j < value.size(); j++) {
      double best = -std::numeric_limits<double>::infinity();
      for (size_t i = 0; i < value.size(); i++)
        best = std::fmax(best, value[i] + std::log(matrix[i][j] + kTiny));
      next.push_back(best + std::log(observed[t][j] + kTiny));
    }
    value = next;
  }
  double best = value[0];
  for (const double one : value) best = std::fmax(best, one);
  return best;
}

TEST(PitchViterbi, FindsTheBestPathOfTheWholeMatrix) {
  Draws draws;
  for (const size_t width : {1, 3, 7, 11}) {
    for (int round = 0; round < 20; round++) {
      const size_t bins = 11 + 5 * (round % 3);
      PitchViterbi viterbi(bins, width, 0.01);
      std::vector<Row> observed;
      viterbi.start(12);
      for (int t = 0; t < 12; t++) {
        Row voiced(bins, 0.0);
        // Few are observed, and at times all of the probability, so that paths have to jump.
        const double all = t % 4 == 1 ? 1 : draws.next();
        voiced[static_cast<size_t>(draws.next() * static_cast<double>(bins))] = all;
        const double unvoiced = (1 - all) / static_cast<double>(bins);
        viterbi.step(voiced, unvoiced);
        Row row = voiced;
        row.resize(2 * bins, unvoiced);
        observed.push_back(row);
      }
      const std::vector<Row> matrix = transitions(bins, width, 0.01);
      const std::vector<size_t> path = viterbi.path();
      ASSERT_EQ(path.size(), observed.size());
      EXPECT_NEAR(score(path, observed, matrix), best_score(observed, matrix), 1e-9) << width << " " << round;
    }
  }
}

}  // namespace
}  // namespace emovox
