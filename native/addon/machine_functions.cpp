#include "failure.h"
#include "functions.h"
#include "simd/kernels.h"

namespace emovox {
namespace {

Napi::Value instruction_sets_js(const Napi::CallbackInfo& info) {
  auto object = Napi::Object::New(info.Env());
  auto names = Napi::Array::New(info.Env());
  for (const simd::Kernels* table : simd::available_kernels()) names.Set(names.Length(), table->isa);
  object.Set("used", simd::kernels().isa);
  object.Set("available", names);
  return object;
}

}  // namespace

void export_machine_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("instructionSets", Napi::Function::New<guarded<instruction_sets_js>>(env, "instructionSets"));
}

}  // namespace emovox
