#include <napi.h>

#include "functions.h"

namespace {

Napi::Object init(Napi::Env env, Napi::Object exports) {
  emovox::export_decode_functions(env, exports);
  emovox::export_feature_functions(env, exports);
  emovox::export_signal_functions(env, exports);
  emovox::export_augment_functions(env, exports);
  emovox::export_clip_functions(env, exports);
  emovox::export_lstm_functions(env, exports);
  emovox::export_dense_functions(env, exports);
  emovox::export_weight_functions(env, exports);
  emovox::export_batch_functions(env, exports);
  emovox::export_machine_functions(env, exports);
  emovox::export_mfcc_stream_class(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(emovox, init)
