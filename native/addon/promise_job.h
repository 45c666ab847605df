#pragma once
#include <napi.h>

#include <functional>
#include <utility>
#include <variant>

#include "failure.h"

namespace emovox {

// Work on a thread of libuv's pool, as a promise: `work` runs there and must not touch JavaScript; `to_js`
// makes its result a JavaScript value, back on the caller's thread. What either throws rejects the promise.
template <typename Result>
class PromiseJob : public Napi::AsyncWorker {
 public:
  using Work = std::function<Result()>;
  using ToJs = Napi::Value (*)(Napi::Env, const Result&);

  static Napi::Value start(Napi::Env env, Work work, ToJs to_js) {
    auto* job = new PromiseJob(env, std::move(work), to_js);  // deletes itself when it is done
    const Napi::Promise promise = job->deferred_.Promise();
    job->Queue();
    return promise;
  }

 private:
  PromiseJob(Napi::Env env, Work work, ToJs to_js)
      : Napi::AsyncWorker(env, "emovox"), work_(std::move(work)), to_js_(to_js), deferred_(env) {}

  void Execute() override {
    try {
      outcome_ = work_();
    } catch (...) {
      outcome_ = failure_of(std::current_exception());
    }
    work_ = nullptr;  // its copies of the caller's data are not needed any more
  }

  void OnOK() override {
    try {
      settle();
    } catch (const Napi::Error&) {
      // The caller's thread is being stopped: JavaScript cannot run any more, and nobody waits for the
      // promise. Anything thrown from here would end the process.
      return;
    }
  }

  void OnError(const Napi::Error&) override {}  // Execute() throws nothing

  void settle() {
    if (const auto* failure = std::get_if<Failure>(&outcome_)) {
      return deferred_.Reject(failure->to_js(Env()).Value());
    }
    try {
      deferred_.Resolve(to_js_(Env(), std::get<Result>(outcome_)));
    } catch (const Napi::Error& error) {  // no memory for the result, for one
      deferred_.Reject(error.Value());
    }
  }

  Work work_;
  ToJs to_js_;
  Napi::Promise::Deferred deferred_;
  std::variant<std::monostate, Result, Failure> outcome_;
};

}  // namespace emovox
