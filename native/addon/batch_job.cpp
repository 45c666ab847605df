#include "batch_job.h"

#include <algorithm>
#include <string>
#include <utility>

#include "arguments.h"
#include "dsp/error.h"

namespace emovox {

struct BatchJob::Delete {
  void operator()(BatchJob* job) const { delete job; }
};

std::shared_ptr<ClipBatch> BatchJob::start(Napi::Env env, const SharedPipeline& pipeline,
                                           std::vector<BatchItem> items, size_t threads,
                                           const Napi::Float32Array& out, const Napi::Function& report) {
  std::unique_ptr<BatchJob, Delete> owned(new BatchJob(env, pipeline, items, out));
  const auto end = [](Napi::Env, void*, BatchJob* ended) { delete ended; };
  owned->doorbell_ =
      Doorbell::New(env, report, "emovox batch", 0, 1, owned.get(), end, static_cast<void*>(nullptr));
  BatchJob* job = owned.release();
  // After the doorbell, as hooks are called last first: no thread rings it when it is gone.
  napi_add_env_cleanup_hook(env, end_with_thread, job);
  try {
    job->batch_ = std::make_shared<ClipBatch>(pipeline, std::move(items), threads,
                                              [bell = job->doorbell_] { bell.NonBlockingCall(); });
  } catch (...) {
    job->doorbell_.Release();
    throw;
  }
  return job->batch_;
}

BatchJob::BatchJob(Napi::Env env, const SharedPipeline& pipeline, const std::vector<BatchItem>& items,
                   const Napi::Float32Array& out)
    : env_(env), out_(Napi::Persistent(out.As<Napi::Object>())) {
  const size_t clip = pipeline->frames() * pipeline->coefficients();
  size_t place = 0;
  places_.reserve(items.size() + 1);
  for (const BatchItem& item : items) {
    places_.push_back(place);
    place += item.copies.size() * clip;
  }
  places_.push_back(place);
}

BatchJob::~BatchJob() {
  napi_remove_env_cleanup_hook(env_, end_with_thread, this);
  if (!batch_) return;
  batch_->abandon();
  batch_->join();
}

void BatchJob::end_with_thread(void* job) {
  ClipBatch* batch = static_cast<BatchJob*>(job)->batch_.get();
  if (batch == nullptr) return;
  batch->abandon();
  batch->join();
}

void BatchJob::call_js(Napi::Env env, Napi::Function report, BatchJob* job, void*) {
  if (static_cast<napi_env>(env) == nullptr || job->over_) return;  // the thread is ending
  try {
    job->deliver(report);
  } catch (const Napi::Error&) {
    // As in PromiseJob: JavaScript cannot run any more, and nobody waits.
    job->batch_->abandon();
  }
}

void BatchJob::deliver(const Napi::Function& report) {
  ClipBatch::Taken taken = batch_->take();
  over_ = taken.over;
  // Whatever happens below, the process is not to wait for a batch that is over.
  if (over_) doorbell_.Release();
  Napi::Value error = env_.Undefined();
  try {
    if (!failed_) copy(taken.outcomes);
  } catch (...) {
    failed_ = true;
    batch_->stop();
    error = failure_of(std::current_exception()).to_js(env_).Value();
  }
  auto finished = Napi::Array::New(env_);
  for (size_t k = 0; !failed_ && k < taken.outcomes.size(); k++)
    finished.Set(static_cast<uint32_t>(k), to_js(taken.outcomes[k]));
  batch_->give_back(std::move(taken.outcomes));
  report.Call({finished, Napi::Boolean::New(env_, over_), error});
}

void BatchJob::copy(const std::vector<BatchOutcome>& outcomes) {
  // Every time anew: meanwhile it may have been transferred away, or become shorter.
  const SamplesView out = samples_from(out_.Value(), "out");
  if (out.size < places_.back()) {
    throw Error("INVALID_OPTION", "out: expected " + std::to_string(places_.back()) + " numbers, found " +
                                      std::to_string(out.size));
  }
  auto* numbers = const_cast<float*>(out.data);
  for (const BatchOutcome& outcome : outcomes)
    std::copy(outcome.features.data.begin(), outcome.features.data.end(), numbers + places_[outcome.index]);
}

Napi::Value BatchJob::to_js(const BatchOutcome& outcome) const {
  auto object = Napi::Object::New(env_);
  object.Set("index", static_cast<double>(outcome.index));
  if (outcome.error) {
    const Failure failure = failure_of(outcome.error);
    object.Set("code", failure.code);
    object.Set("message", failure.message);
  } else {
    object.Set("facts", facts_to_js(env_, outcome.features.facts));
  }
  return object;
}

}  // namespace emovox
