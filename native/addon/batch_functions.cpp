#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "arguments.h"
#include "batch_job.h"
#include "dsp/error.h"
#include "failure.h"
#include "functions.h"

namespace emovox {
namespace {

// Batches that may be running, of one thread of JavaScript.
struct Running {
  std::vector<std::weak_ptr<ClipBatch>> batches;

  void add(const std::shared_ptr<ClipBatch>& batch) {
    std::vector<std::weak_ptr<ClipBatch>> alive;
    for (const auto& other : batches)
      if (!other.expired()) alive.push_back(other);
    alive.push_back(batch);
    batches.swap(alive);
  }

  void end_all() {
    for (const auto& weak : batches) {
      const std::shared_ptr<ClipBatch> batch = weak.lock();
      if (!batch) continue;
      batch->abandon();
      batch->join();
    }
  }
};

// process.exit() runs no cleanup hooks on the main thread, but destroys what is static; no thread of ours may
// be using it then.
void end_all_on_exit(Napi::Env env) {
  const auto process = env.Global().Get("process").As<Napi::Object>();
  const auto end_all = [](const Napi::CallbackInfo& info) {
    if (auto* running = info.Env().GetInstanceData<Running>()) running->end_all();
  };
  process.Get("once").As<Napi::Function>().Call(
      process, {Napi::String::New(env, "exit"), Napi::Function::New(env, end_all, "endBatches")});
}

Running& running_of(Napi::Env env) {
  if (auto* running = env.GetInstanceData<Running>()) return *running;
  end_all_on_exit(env);
  env.SetInstanceData(new Running);
  return *env.GetInstanceData<Running>();
}

BatchItem item_from(const Napi::Value& value, const std::string& name) {
  const Napi::Object object = object_from(value, name.c_str());
  std::vector<ClipCopy> copies = copies_from(object.Get("copies"), name + ".copies");
  return {recorded_from(object.Get("source"), name + ".source"), std::move(copies)};
}

std::vector<BatchItem> items_from(const Napi::Value& value) {
  if (!value.IsArray()) throw_unexpected("recordings", "an array", value);
  const auto array = value.As<Napi::Array>();
  std::vector<BatchItem> items;
  items.reserve(array.Length());
  for (uint32_t k = 0; k < array.Length(); k++) {
    const Napi::HandleScope scope(value.Env());
    items.push_back(item_from(array.Get(k), "recordings[" + std::to_string(k) + "]"));
  }
  return items;
}

// An array with room for the features of all copies.
Napi::Float32Array out_from(const Napi::Value& value, const std::vector<BatchItem>& items,
                            const ClipPipeline& pipeline) {
  size_t clips = 0;
  for (const BatchItem& item : items) clips += item.copies.size();
  const size_t expected = clips * pipeline.frames() * pipeline.coefficients();
  const size_t found = samples_from(value, "out").size;
  if (found < expected) {
    throw Error("INVALID_OPTION", "out: expected room for " + std::to_string(clips) + " clips, " +
                                      std::to_string(expected) + " numbers, found " + std::to_string(found));
  }
  return value.As<Napi::Float32Array>();
}

Napi::Value start_batch_js(const Napi::CallbackInfo& info) {
  constexpr int64_t kMostThreads = 1024;
  const SharedPipeline pipeline = pipeline_from(info[0]);
  const auto threads = static_cast<size_t>(integer_from(info[2], "option threads", 1, kMostThreads));
  if (!info[4].IsFunction()) throw_unexpected("report", "a function", info[4]);
  std::vector<BatchItem> items = items_from(info[1]);
  const Napi::Float32Array out = out_from(info[3], items, *pipeline);
  Running& running = running_of(info.Env());
  const std::shared_ptr<ClipBatch> batch =
      BatchJob::start(info.Env(), pipeline, std::move(items), threads, out, info[4].As<Napi::Function>());
  running.add(batch);
  const auto stop = [weak = std::weak_ptr<ClipBatch>(batch)](const Napi::CallbackInfo&) {
    if (const std::shared_ptr<ClipBatch> alive = weak.lock()) alive->stop();
  };
  return Napi::Function::New(info.Env(), stop, "stop");
}

}  // namespace

void export_batch_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("startBatch", Napi::Function::New<guarded<start_batch_js>>(env, "startBatch"));
}

}  // namespace emovox
