// Where real recordings are at hand (EMOVOX_DATASETS names their folder); elsewhere synthetic speech.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "dsp/decode.h"
#include "dsp/mfcc.h"
#include "dsp/resampler.h"
#include "signals.h"

namespace emovox {
namespace {

using test::Samples;

struct Source {
  std::string name;
  Samples samples;
  double sample_rate;
};

std::vector<std::string> recordings(const char* folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string extension = entry.path().extension().string();
    if (extension == ".wav" || extension == ".WAV") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void for_each_source(const std::function<void(const Source&)>& act) {
  const char* folder = std::getenv("EMOVOX_DATASETS");
  if (folder == nullptr || *folder == '\0') {
    for (const double rate : {48000.0, 24414.0, 44100.0, 16000.0}) {
      act({"synthetic speech at " + std::to_string(rate), test::speech_like(100'000), rate});
    }
    return;
  }
  for (const std::string& file : recordings(folder)) {
    const Audio audio = decode_file(file, {});
    act({file, audio.samples, audio.sample_rate});
  }
}

std::vector<MfccOptions> option_sets() {
  std::vector<MfccOptions> sets(5);
  sets[1].n_fft = 2048;
  sets[1].hop_length = 512;
  sets[1].n_mels = 128;
  sets[1].n_mfcc = 20;
  sets[2].n_fft = 400;
  sets[2].hop_length = 160;
  sets[2].window = WindowType::kHamming;
  sets[3].hop_length = 160;
  sets[3].n_mfcc = 40;
  sets[4].n_fft = 1024;
  sets[4].window = WindowType::kBlackman;
  sets[4].n_mels = 64;
  sets[4].top_db = -1;
  return sets;
}

Samples resampled(const Source& source, const simd::Kernels& kernels) {
  constexpr double kRate = 16000;
  const Resampler resampler(source.sample_rate, kRate, ResampleQuality::kBest, kernels);
  Samples out(resampler.output_length(source.samples.size()));
  resampler.process(source.samples.data(), source.samples.size(), out.data());
  return out;
}

Samples mfcc_of(const Samples& samples, const Mfcc& plan) {
  Samples out(plan.frames(samples.size()) * plan.coefficients());
  plan.compute(samples.data(), samples.size(), out.data());
  return out;
}

// From the recording to its features. Asked for is 1e-4; that it is nothing at all shows when it fails.
TEST(RealRecordings, GiveTheSameFeaturesOnEveryInstructionSet) {
  const std::vector<const simd::Kernels*>& available = simd::available_kernels();
  std::vector<std::vector<Mfcc>> plans;
  for (const simd::Kernels* kernels : available) {
    plans.emplace_back();
    for (const MfccOptions& options : option_sets()) plans.back().emplace_back(options, *kernels);
  }
  for_each_source([&](const Source& source) {
    const Samples samples = resampled(source, *available.front());
    for (size_t isa = 1; isa < available.size(); isa++) {
      const Samples same = resampled(source, *available[isa]);
      ASSERT_EQ(test::largest_difference(same, samples), 0) << source.name << ", " << available[isa]->isa;
      for (size_t set = 0; set < plans[isa].size(); set++) {
        ASSERT_EQ(test::largest_difference(mfcc_of(same, plans[isa][set]), mfcc_of(samples, plans[0][set])),
                  0)
            << source.name << ", " << available[isa]->isa << ", option set " << set;
      }
    }
  });
}

}  // namespace
}  // namespace emovox
