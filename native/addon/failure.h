#pragma once
#include <napi.h>

#include <exception>
#include <string>

namespace emovox {

// An error on its way from C++ to JavaScript: what lib/errors.ts calls code and message.
struct Failure {
  std::string code;
  std::string message;

  Napi::Error to_js(Napi::Env env) const;
};

// What any C++ exception says; INTERNAL for those that are not emovox::Error.
Failure failure_of(const std::exception_ptr& thrown);

// What body() gives; whatever it throws arrives in JavaScript as an Error with a code.
template <typename Body>
auto with_failures(Napi::Env env, const Body& body) {
  try {
    return body();
  } catch (const Napi::Error&) {
    throw;
  } catch (...) {
    throw failure_of(std::current_exception()).to_js(env);
  }
}

// A function of the addon, with its failures.
template <Napi::Value (*body)(const Napi::CallbackInfo&)>
Napi::Value guarded(const Napi::CallbackInfo& info) {
  return with_failures(info.Env(), [&] { return body(info); });
}

}  // namespace emovox
