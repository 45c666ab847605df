#pragma once
#include <napi.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "clip_arguments.h"
#include "dsp/clip_batch.h"
#include "failure.h"

namespace emovox {

// A ClipBatch that fills an array of JavaScript's. Its threads never touch that array, nor anything else of
// JavaScript's: what they finish is copied into it on the caller's thread, where nobody can take its memory
// away meanwhile. (That costs 1 us a clip.)
//
// Deletes itself when all is over, or when its thread of JavaScript ends; either way its own threads have
// ended before.
class BatchJob {
 public:
  // out: room for the features of all copies of all items, one after the other. report: called on the
  // caller's thread with what finished since its last call, whether all is over, and, once, an Error if the
  // batch cannot go on: see Addon.startBatch in lib/audio/addon.ts.
  static std::shared_ptr<ClipBatch> start(Napi::Env env, const SharedPipeline& pipeline,
                                          std::vector<BatchItem> items, size_t threads,
                                          const Napi::Float32Array& out, const Napi::Function& report);

 private:
  struct Delete;
  static void call_js(Napi::Env env, Napi::Function report, BatchJob* job, void* nothing);
  // At most one call waits at any time, as ClipBatch promises.
  using Doorbell = Napi::TypedThreadSafeFunction<BatchJob, void, call_js>;

  BatchJob(Napi::Env env, const SharedPipeline& pipeline, const std::vector<BatchItem>& items,
           const Napi::Float32Array& out);
  ~BatchJob();
  BatchJob(const BatchJob&) = delete;
  BatchJob& operator=(const BatchJob&) = delete;

  static void end_with_thread(void* job);
  void deliver(const Napi::Function& report);
  void copy(const std::vector<BatchOutcome>& outcomes);
  Napi::Value to_js(const BatchOutcome& outcome) const;

  Napi::Env env_;
  Napi::ObjectReference out_;
  std::vector<size_t> places_;  // in out, of each item's features
  Doorbell doorbell_;
  std::shared_ptr<ClipBatch> batch_;
  bool failed_ = false;
  bool over_ = false;
};

}  // namespace emovox
