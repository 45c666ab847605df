#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "dsp/resampler.h"
#include "dsp/sinc_converter.h"
#include "signals.h"

// What the filters do to tones, of ours and of libsamplerate, whose filters they are: how much a tone of the
// band changes, what else there is beside it, and what is left of a tone that would be an alias.
namespace emovox {
namespace {

using test::Samples;

struct Rates {
  double from;
  double to;
};

constexpr Rates kRates[] = {{48000, 16000}, {44100, 16000}, {24414, 16000},
                            {22050, 16000}, {96000, 16000}, {16000, 22050}};

struct Tone {
  double gain;   // dB
  double error;  // dB: what is not the tone, by the tone as it was
};

Samples sine(double hz, double rate, size_t count) {
  Samples samples(count);
  for (size_t i = 0; i < count; i++) {
    samples[i] = static_cast<float>(std::sin(2 * test::kPi * hz * static_cast<double>(i) / rate));
  }
  return samples;
}

Samples ours(const Samples& samples, Rates rates, ResampleQuality quality) {
  const Resampler resampler(rates.from, rates.to, quality);
  Samples out(resampler.output_length(samples.size()));
  resampler.process(samples.data(), samples.size(), out.data());
  return out;
}

Samples libsamplerates(const Samples& samples, Rates rates, ResampleQuality quality) {
  Samples out(static_cast<size_t>(std::llround(static_cast<double>(samples.size()) * rates.to / rates.from)));
  SincConverter(quality, rates.to / rates.from)
      .run_whole(samples.data(), samples.size(), out.data(), out.size());
  return out;
}

// The best fit of a sine of that frequency to the middle half, and what it leaves.
Tone measure(const Samples& samples, double hz, double rate) {
  const Samples part = test::middle(samples);
  const double turn = 2 * test::kPi * hz / rate;
  double cc = 0, cs = 0, ss = 0, xc = 0, xs = 0;
  for (size_t i = 0; i < part.size(); i++) {
    const double c = std::cos(turn * static_cast<double>(i));
    const double s = std::sin(turn * static_cast<double>(i));
    cc += c * c, cs += c * s, ss += s * s, xc += c * part[i], xs += s * part[i];
  }
  const double a = (xc * ss - xs * cs) / (cc * ss - cs * cs);
  const double b = (xs * cc - xc * cs) / (cc * ss - cs * cs);
  double rest = 0;
  for (size_t i = 0; i < part.size(); i++) {
    const double at = turn * static_cast<double>(i);
    const double left = part[i] - a * std::cos(at) - b * std::sin(at);
    rest += left * left;
  }
  const double noise = std::sqrt(2 * rest / static_cast<double>(part.size()));
  return {test::decibels(std::hypot(a, b)), test::decibels(noise + 1e-12)};
}

struct Quality {
  double ripple = 0;    // dB
  double noise = -300;  // dB, the worst of the band
  double alias = -300;  // dB, the worst beyond half of the lower rate
};

// Tones at `band` of the lower band, and, where the rate falls, tones from its end to half of the higher
// rate.
template <typename Convert>
Quality quality_of(Rates rates, double band, const Convert& convert) {
  const double half = std::min(rates.from, rates.to) / 2;
  const auto count = static_cast<size_t>(rates.from / 2);
  Quality quality;
  for (int i = 0; i < 8; i++) {
    const double hz = 37 + i / 7.0 * (band * half - 37);
    const Tone tone = measure(convert(sine(hz, rates.from, count)), hz, rates.to);
    quality.ripple = std::max(quality.ripple, std::fabs(tone.gain));
    quality.noise = std::max(quality.noise, tone.error);
  }
  for (int i = 0; i < 12 && rates.from > rates.to; i++) {
    const double hz = half * 1.01 + i / 12.0 * (rates.from / 2 - half * 1.01);
    const Samples out = test::middle(convert(sine(hz, rates.from, count)));
    quality.alias = std::max(quality.alias, test::decibels(std::sqrt(2.0) * test::rms(out) + 1e-12));
  }
  return quality;
}

struct Limits {
  ResampleQuality quality;
  double band;    // of half the lower rate, that is not weakened
  double ripple;  // dB there
  double noise;   // dB
  double alias;   // dB
};

TEST(ResampleQualityTest, TonesStayAndAliasesGo) {
  // Medium's and fast's noise and aliases are those of libsamplerate's own tables.
  for (const Limits& limits : {Limits{ResampleQuality::kBest, 0.9, 1e-4, -135, -135},
                               Limits{ResampleQuality::kMedium, 0.8, 1e-3, -115, -115},
                               Limits{ResampleQuality::kFast, 0.6, 1e-2, -90, -90}}) {
    for (const Rates& rates : kRates) {
      const auto with = [&](auto convert) {
        return quality_of(rates, limits.band,
                          [&](const Samples& samples) { return convert(samples, rates, limits.quality); });
      };
      const std::string name = std::to_string(static_cast<int>(limits.quality)) + ", " +
                               std::to_string(rates.from) + " to " + std::to_string(rates.to);
      const Quality got = with(ours);
      const Quality peer = with(libsamplerates);
      // For the table in docs/decisions.md.
      if (std::getenv("EMOVOX_PRINT_QUALITY") != nullptr) {
        std::printf("%s: ripple %.2g dB (libsamplerate %.2g), noise %.1f (%.1f), alias %.1f (%.1f)\n",
                    name.c_str(), got.ripple, peer.ripple, got.noise, peer.noise, got.alias, peer.alias);
      }
      EXPECT_LE(got.ripple, limits.ripple) << name;
      // Rates that rise keep the rounding of all of the inverse transform's bins, those that fall a part of
      // it.
      EXPECT_LE(got.noise, limits.noise + (rates.from < rates.to ? 1 : 0)) << name;
      EXPECT_LE(got.alias, limits.alias) << name;
      EXPECT_NEAR(got.ripple, peer.ripple, 1e-4) << name;
    }
  }
}

// White noise is all frequencies at once, and its ends are as loud as its middle.
TEST(ResampleQualityTest, DiffersFromLibsampleratesByRoundingOnly) {
  // Where medium and fast are not polyphase, the images of libsamplerate's coarser tables are missing.
  for (const auto& [quality, most] :
       {std::pair{ResampleQuality::kBest, 1e-6}, std::pair{ResampleQuality::kMedium, 4e-6},
        std::pair{ResampleQuality::kFast, 3e-5}}) {
    for (const Rates& rates :
         {Rates{48000, 16000}, Rates{44100, 16000}, Rates{24414, 16000}, Rates{16000, 22050},
          Rates{16000, 48000}, Rates{44100, 48000}, Rates{16000 * std::exp2(2 / 12.0), 16000},
          Rates{16000, 16001}, Rates{256000, 1000}, Rates{64000, 1000}, Rates{1000, 256000}}) {
      for (const size_t count : {1, 2, 3, 17, 500, 20000}) {
        Samples samples(count);
        uint32_t state = 1;
        for (float& sample : samples) {
          state = state * 1664525 + 1013904223;
          sample = static_cast<float>((state >> 8) / 8388608.0 - 1);
        }
        if (rates.to > 100 * rates.from && count > 500) continue;
        EXPECT_LE(
            test::largest_difference(ours(samples, rates, quality), libsamplerates(samples, rates, quality)),
            most)
            << count << " samples from " << rates.from << " to " << rates.to << ", "
            << static_cast<int>(quality);
      }
    }
  }
}

// Of every way in which rates are changed, and of so few blocks that most lanes have none.
TEST(ResampleQualityTest, IsTheSameOnEveryInstructionSet) {
  const std::vector<const simd::Kernels*>& available = simd::available_kernels();
  for (const ResampleQuality quality :
       {ResampleQuality::kBest, ResampleQuality::kMedium, ResampleQuality::kFast}) {
    for (const Rates& rates : {Rates{48000, 16000}, Rates{44100, 16000}, Rates{24414, 16000},
                               Rates{16000, 22050}, Rates{16000 * std::exp2(2 / 12.0), 16000}}) {
      for (const size_t count : {1, 100, 5001, 70001}) {
        const Samples samples = sine(997, rates.from, count);
        const Resampler plan(rates.from, rates.to, quality, *available.front());
        Samples expected(plan.output_length(count));
        plan.process(samples.data(), count, expected.data());
        for (const simd::Kernels* kernels : available) {
          const Resampler other(rates.from, rates.to, quality, *kernels);
          Samples got(expected.size());
          other.process(samples.data(), count, got.data());
          EXPECT_EQ(got, expected) << kernels->isa << ", " << rates.from << " to " << rates.to;
        }
      }
    }
  }
}

TEST(ResampleQualityTest, NothingStaysNothing) {
  for (const Rates& rates : kRates) EXPECT_TRUE(ours({}, rates, ResampleQuality::kBest).empty());
}

}  // namespace
}  // namespace emovox
