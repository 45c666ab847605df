#pragma once
#include <napi.h>

namespace emovox {

// The addon's functions and classes, by subject; interface Addon in lib/audio/addon_interface.ts says what
// each takes and gives.
void export_decode_functions(Napi::Env env, Napi::Object exports);
void export_feature_functions(Napi::Env env, Napi::Object exports);
void export_signal_functions(Napi::Env env, Napi::Object exports);
void export_augment_functions(Napi::Env env, Napi::Object exports);
void export_clip_functions(Napi::Env env, Napi::Object exports);
void export_lstm_functions(Napi::Env env, Napi::Object exports);
void export_dense_functions(Napi::Env env, Napi::Object exports);
void export_weight_functions(Napi::Env env, Napi::Object exports);
void export_batch_functions(Napi::Env env, Napi::Object exports);
void export_machine_functions(Napi::Env env, Napi::Object exports);
void export_mfcc_stream_class(Napi::Env env, Napi::Object exports);

}  // namespace emovox
