#include "time_map.h"

#include <algorithm>
#include <cmath>

namespace emovox {

TimeMap::TimeMap(const std::vector<size_t>& transients, size_t count, double rate, int frame)
    : rate_(rate), reach_(frame / 2.0) {
  // Within `still` of a transient the source passes at its own speed, and within `around` the rest is made up
  // for; their ratio keeps the speed there above 0.
  const double ratio = std::max(2.0, 1.5 / rate);
  for (size_t i = 0; i < transients.size(); i++) {
    const auto place = static_cast<double>(transients[i]);
    const double before = i == 0 ? 0 : static_cast<double>(transients[i - 1]);
    const double after = static_cast<double>(i + 1 == transients.size() ? count : transients[i + 1]);
    const double room = std::min(place - before, after - place) / rate / 2;
    const double around = std::min(0.375 * frame * ratio, room);
    const double still = around / ratio;
    const double output = place / rate;
    transients_.push_back(output);
    knots_.push_back({output - around, place - around * rate});
    knots_.push_back({output - still, place - still});
    knots_.push_back({output + still, place + still});
    knots_.push_back({output + around, place + around * rate});
  }
}

double TimeMap::source_of(double output) const {
  const auto after = std::lower_bound(knots_.begin(), knots_.end(), output,
                                      [](const Knot& knot, double place) { return knot.output < place; });
  if (after == knots_.begin() || after == knots_.end()) return output * rate_;
  const Knot& from = *(after - 1);
  const double span = after->output - from.output;
  if (span <= 0) return after->source;
  return from.source + (output - from.output) / span * (after->source - from.source);
}

bool TimeMap::meets_transient(double output) const {
  const auto next = std::lower_bound(transients_.begin(), transients_.end(), output - reach_);
  return next != transients_.end() && *next <= output + reach_;
}

}  // namespace emovox
