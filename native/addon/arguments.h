#pragma once
#include <napi.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace emovox {

// Arguments as C++ values. Each throws INVALID_OPTION, naming the argument, what was expected and what was
// found.

// Seen, not copied: valid until JavaScript runs again.
struct SamplesView {
  const float* data;
  size_t size;
};
struct BytesView {
  const uint8_t* data;
  size_t size;
};

// A Float32Array of its own memory: not detached, not shared with other threads (which could change it
// meanwhile).
SamplesView samples_from(const Napi::Value& value, const char* name);
// The same of a Uint8Array (a Buffer is one).
BytesView bytes_from(const Napi::Value& value, const char* name);
// A file's path, without NUL, which would end it early.
std::string path_from(const Napi::Value& value, const char* name);
// From low to high; NaN never is.
double number_from(const Napi::Value& value, const char* name, double low, double high);
// Whole, from low to high.
int64_t integer_from(const Napi::Value& value, const char* name, int64_t low, int64_t high);
bool boolean_from(const Napi::Value& value, const char* name);
Napi::Object object_from(const Napi::Value& value, const char* name);
// One of a set of words.
size_t word_from(const Napi::Value& value, const char* name, const std::vector<const char*>& words);

template <typename Choice>
using Choices = std::vector<std::pair<const char*, Choice>>;

template <typename Choice>
Choice choice_from(const Napi::Value& value, const char* name, const Choices<Choice>& choices) {
  std::vector<const char*> words;
  for (const auto& choice : choices) words.push_back(choice.first);
  return choices[word_from(value, name, words)].second;
}

[[noreturn]] void throw_unexpected(const char* name, const std::string& expected, const Napi::Value& found);

Napi::Float32Array to_js(Napi::Env env, const std::vector<float>& values);

}  // namespace emovox
