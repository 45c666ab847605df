// The first bytes choose options and copies, the rest is the file.
#include "dsp/clip_pipeline.h"
#include "option_bytes.h"
#include "outcome.h"

using namespace emovox;
using fuzz::OptionBytes;

namespace {

// Within what lib/options.ts allows, but small; some contradict each other.
MfccOptions mfcc_options(OptionBytes& bytes) {
  MfccOptions mfcc;
  mfcc.n_mels = bytes.integer(1, 130);
  mfcc.n_mfcc = bytes.integer(1, 60);
  mfcc.n_fft = bytes.integer(2, 1024);
  mfcc.hop_length = bytes.integer(16, 1024);
  mfcc.win_length = bytes.flag() ? bytes.integer(1, 1024) : 0;
  mfcc.window = bytes.choice(WindowType::kRectangular);
  mfcc.center = bytes.flag();
  mfcc.pad_mode = bytes.choice(PadMode::kEdge);
  mfcc.power = bytes.flag() ? bytes.number(0.1, 8) : 2;
  mfcc.f_min = bytes.flag() ? bytes.number(0, 1000) : 0;
  mfcc.top_db = bytes.flag() ? bytes.number(-1, 100) : 80;
  mfcc.dct_type = bytes.integer(1, 3);
  mfcc.dct_ortho = bytes.flag();
  mfcc.lifter = bytes.flag() ? bytes.number(0, 40) : 0;
  return mfcc;
}

// Any of them, in any order; one that comes twice is refused.
std::vector<Feature> some_features(OptionBytes& bytes) {
  std::vector<Feature> features(bytes.integer(1, 4));
  for (Feature& feature : features) feature = bytes.choice(Feature::kPitch);
  return features;
}

ClipPipelineOptions pipeline_options(OptionBytes& bytes) {
  ClipPipelineOptions options;
  options.clip.sample_rate = bytes.flag() ? 16000 : bytes.ratio(kLowestSampleRate, kHighestSampleRate);
  options.clip.quality = bytes.choice(ResampleQuality::kFast);
  options.clip.trim_db = bytes.number(0, 100);
  options.clip_samples = static_cast<size_t>(bytes.integer(0, 8000));
  options.pad = bytes.choice(Pad::kBoth);
  options.crop = bytes.choice(Crop::kEnd);
  if (bytes.flag()) options.features.mfcc = mfcc_options(bytes);
  if (bytes.flag()) options.features.include = some_features(bytes);
  options.pad_in = bytes.choice(PadIn::kFrames);
  options.normalisation = bytes.choice(CepstralNormalisation::kMeanVariance);
  options.limits.max_seconds = 0.5;
  return options;
}

std::vector<ClipCopy> copies_of(OptionBytes& bytes) {
  std::vector<ClipCopy> copies(bytes.integer(0, 2));
  for (ClipCopy& copy : copies) {
    copy.stretch_rate = bytes.maybe(0.1, 10);
    copy.pitch_semitones = bytes.maybe(-36, 36);
    copy.noise_snr_db = bytes.maybe(-200, 200);
    copy.noise_seed = bytes.byte();
  }
  return copies;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* input, size_t size) {
  OptionBytes bytes(input, size);
  fuzz::expect_answer(
      {"INVALID_OPTION", "UNREADABLE", "NOT_AUDIO", "TRUNCATED", "EMPTY_AUDIO", "NON_FINITE", "TOO_LONG"},
      [&] {
        const ClipPipeline pipeline(pipeline_options(bytes));
        const std::vector<ClipCopy> copies = copies_of(bytes);
        const RecordedBytes file = {{bytes.rest(), bytes.rest() + bytes.rest_size()}};
        const ClipFeatures features = pipeline.run(file, copies);
        fuzz::expect(features.data.size() == copies.size() * pipeline.frames() * pipeline.coefficients(),
                     "copies x frames x coefficients");
        fuzz::expect_finite(features.data);
      });
  return 0;
}
