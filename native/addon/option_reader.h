#pragma once
#include <napi.h>

#include "dsp/augmented_clips.h"
#include "dsp/clip_pipeline.h"
#include "dsp/decode.h"
#include "dsp/mfcc.h"
#include "dsp/resample.h"

namespace emovox {

// The options objects of lib/options.ts, resolved (every option there, null where it may be), as the core's
// structs. Each throws INVALID_OPTION, naming the option; the core checks what options mean together.

ResampleQuality quality_from(const Napi::Value& value, const char* name);
Pad pad_from(const Napi::Value& value, const char* name);
PadMode pad_mode_from(const Napi::Value& value, const char* name);
Crop crop_from(const Napi::Value& value, const char* name);

// { maxSeconds }
DecodeLimits limits_from(const Napi::Value& value);
// AudioOptions: { sampleRate, quality, trimDb, ... }
ClipOptions clip_options_from(const Napi::Value& value);
// MfccOptions, without the sample rate.
MfccOptions mfcc_options_from(const Napi::Value& value);
// ExtraOptions: { f0Method, f0Min, f0Max, f0FrameLength, f0Threshold, ... }
F0Options f0_options_from(const Napi::Value& value);
// FeatureOptions: { mfcc, include, extra, ... }, without the sample rate.
FeatureOptions feature_options_from(const Napi::Value& value);
// FeatureOptions: { audio, mfcc, include, extra }
ClipPipelineOptions pipeline_options_from(const Napi::Value& features, const Napi::Value& limits);
// SpectralAugmentOptions
SpectralAugmentOptions spectral_augment_options_from(const Napi::Value& value);

}  // namespace emovox
