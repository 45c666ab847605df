#pragma once
#include <cstddef>
#include <vector>

namespace emovox {

// Which place of a clip is heard at which place of its stretched copy: time * rate, but for the surroundings
// of transients, which pass at their own speed, so that every frame that overlaps a transient has it at the
// same place. What they gain or lose is made up for right before and after, so the map is never off by more
// than a few ms.
class TimeMap {
 public:
  // transients: ascending, in samples of the source, of `count` samples; frame: samples of a vocoder's frame.
  TimeMap(const std::vector<size_t>& transients, size_t count, double rate, int frame);

  // The place in the source, in samples, of a place in the output; outside of both as well.
  double source_of(double output) const;
  // Whether a frame centred there in the output overlaps a transient.
  bool meets_transient(double output) const;

 private:
  struct Knot {
    double output;
    double source;
  };
  double rate_;
  double reach_;                    // half a frame
  std::vector<Knot> knots_;         // linear in between; at the constant rate outside of them
  std::vector<double> transients_;  // in the output
};

}  // namespace emovox
