#include "arguments.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <sstream>

#include "dsp/error.h"

namespace emovox {
namespace {

std::string shown_number(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  std::ostringstream out;
  out.precision(15);
  out << number;
  return out.str();
}

// A value as messages show it; never calls JavaScript, which a toString() might throw from.
std::string shown(const Napi::Value& value) {
  constexpr size_t kMostShown = 60;
  switch (value.Type()) {
    case napi_undefined:
      return "nothing";
    case napi_null:
      return "null";
    case napi_boolean:
      return value.As<Napi::Boolean>() ? "true" : "false";
    case napi_number:
      return shown_number(value.As<Napi::Number>().DoubleValue());
    case napi_string: {
      const std::string text = value.As<Napi::String>().Utf8Value();
      return '"' + (text.size() > kMostShown ? text.substr(0, kMostShown) + "..." : text) + '"';
    }
    case napi_symbol:
      return "a symbol";
    case napi_bigint:
      return "a bigint";
    case napi_function:
      return "a function";
    default:
      break;
  }
  if (value.IsArray()) return "an array";
  return value.IsTypedArray() ? "another kind of typed array" : "an object";
}

// The array over the memory of value, or the reason why there is none.
template <typename Array>
Array array_over(const Napi::Value& value, const char* name, napi_typedarray_type type,
                 const char* expected) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != type)
    throw_unexpected(name, expected, value);
  const auto array = value.As<Array>();
  Napi::ArrayBuffer memory = array.ArrayBuffer();
  // A SharedArrayBuffer is no ArrayBuffer.
  if (!memory.IsArrayBuffer()) {
    throw Error("INVALID_OPTION",
                std::string(name) + ": expected " + expected +
                    " of its own memory, found one over shared memory; give a copy of it (slice())");
  }
  if (memory.IsDetached()) {
    throw Error("INVALID_OPTION", std::string(name) + ": expected " + expected +
                                      ", found one whose memory was transferred away");
  }
  if (array.ByteOffset() + array.ByteLength() > memory.ByteLength()) {
    throw Error("INVALID_OPTION", std::string(name) + ": expected " + expected +
                                      ", found one whose memory has shrunk below where it begins");
  }
  return array;
}

std::string range(double low, double high) {
  constexpr double kUnbounded = std::numeric_limits<double>::max();
  if (low <= -kUnbounded && high >= kUnbounded) return "";
  if (high >= kUnbounded) return " of " + shown_number(low) + " or more";
  return " from " + shown_number(low) + " to " + shown_number(high);
}

}  // namespace

void throw_unexpected(const char* name, const std::string& expected, const Napi::Value& found) {
  throw Error("INVALID_OPTION", std::string(name) + ": expected " + expected + ", found " + shown(found));
}

SamplesView samples_from(const Napi::Value& value, const char* name) {
  const auto array = array_over<Napi::Float32Array>(value, name, napi_float32_array, "a Float32Array");
  return {array.Data(), array.ElementLength()};
}

BytesView bytes_from(const Napi::Value& value, const char* name) {
  const auto array = array_over<Napi::Uint8Array>(value, name, napi_uint8_array, "a Uint8Array");
  return {array.Data(), array.ElementLength()};
}

std::string path_from(const Napi::Value& value, const char* name) {
  if (!value.IsString()) throw_unexpected(name, "a file's path", value);
  std::string path = value.As<Napi::String>().Utf8Value();
  if (path.empty() || path.find('\0') != std::string::npos)
    throw_unexpected(name, "a file's path, without NUL characters", value);
  return path;
}

double number_from(const Napi::Value& value, const char* name, double low, double high) {
  if (!value.IsNumber()) throw_unexpected(name, "a number" + range(low, high), value);
  const double number = value.As<Napi::Number>().DoubleValue();
  if (!(number >= low && number <= high)) throw_unexpected(name, "a number" + range(low, high), value);
  return number;
}

int64_t integer_from(const Napi::Value& value, const char* name, int64_t low, int64_t high) {
  const auto least = static_cast<double>(low);
  const auto most = static_cast<double>(high);
  if (value.IsNumber()) {
    const double number = value.As<Napi::Number>().DoubleValue();
    if (number >= least && number <= most && number == std::floor(number))
      return static_cast<int64_t>(number);
  }
  throw_unexpected(name, "a whole number" + range(least, most), value);
}

bool boolean_from(const Napi::Value& value, const char* name) {
  if (!value.IsBoolean()) throw_unexpected(name, "true or false", value);
  return value.As<Napi::Boolean>();
}

Napi::Object object_from(const Napi::Value& value, const char* name) {
  if (!value.IsObject() || value.IsArray() || value.IsFunction()) throw_unexpected(name, "an object", value);
  return value.As<Napi::Object>();
}

size_t word_from(const Napi::Value& value, const char* name, const std::vector<const char*>& words) {
  if (value.IsString()) {
    const std::string found = value.As<Napi::String>().Utf8Value();
    for (size_t k = 0; k < words.size(); k++)
      if (found == words[k]) return k;
  }
  std::string expected = "one of";
  for (const char* word : words) expected += std::string(" ") + word;
  throw_unexpected(name, expected, value);
}

Napi::Float32Array to_js(Napi::Env env, const std::vector<float>& values) {
  auto array = Napi::Float32Array::New(env, values.size());
  if (!values.empty()) std::memcpy(array.Data(), values.data(), values.size() * sizeof(float));
  return array;
}

}  // namespace emovox
