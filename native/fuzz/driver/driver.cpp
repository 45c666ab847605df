// A fuzzer for compilers without libFuzzer (GCC), with the part of its command line that is needed here:
//
//     fuzz_decode [-max_total_time=SECONDS] [-runs=N] [-timeout=SECONDS] [-seed=N] [-artifact_prefix=PATH]
//                 [FOLDER|FILE]...
//
// All inputs of the folders are run, then inputs made of those that reach something new. These are kept in
// the first folder. -runs=0 stops after the inputs that are there. An input that aborts the program, as
// sanitizers do with abort_on_error=1, or takes too long, is left in PATH "crash".
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "coverage.h"
#include "mutation.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size);

namespace emovox::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostBytes = 16384;

struct Choices {
  long seconds = 0;
  long runs = -1;
  long timeout = 10;  // seconds, of one input
  long seed = 1;
  std::string artifacts;
  std::vector<fs::path> places;
};

Choices read_arguments(int count, char** values) {
  Choices choices;
  for (int k = 1; k < count; k++) {
    const std::string argument = values[k];
    const size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const char* value = equals == std::string::npos ? "" : values[k] + equals + 1;
    if (name == "-max_total_time") {
      choices.seconds = std::strtol(value, nullptr, 10);
    } else if (name == "-runs") {
      choices.runs = std::strtol(value, nullptr, 10);
    } else if (name == "-timeout") {
      choices.timeout = std::strtol(value, nullptr, 10);
    } else if (name == "-seed") {
      choices.seed = std::strtol(value, nullptr, 10);
    } else if (name == "-artifact_prefix") {
      choices.artifacts = value;
    } else if (argument.empty() || argument[0] != '-') {
      choices.places.emplace_back(argument);
    }
  }
  return choices;
}

Input read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_file(const fs::path& path, const Input& input) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(input.data()), static_cast<std::streamsize>(input.size()));
}

// In an order that does not depend on the file system.
std::vector<fs::path> files_of(const std::vector<fs::path>& places) {
  std::vector<fs::path> files;
  for (const fs::path& place : places) {
    if (!fs::is_directory(place)) {
      files.push_back(place);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(place))
      if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// What an input that ends the program leaves behind. Only what signal handlers may call is called here.
struct Artifact {
  std::string path;
  const Input* input = nullptr;  // the one that runs
};
Artifact artifact;

void leave_artifact(int signal) {
  if (signal == SIGALRM) {
    constexpr char kMessage[] = "an input takes too long\n";
    if (::write(STDERR_FILENO, kMessage, sizeof(kMessage) - 1) < 0) ::_exit(71);
  }
  const int file = ::open(artifact.path.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0644);
  const Input* input = artifact.input;
  if (file < 0 || (input != nullptr && ::write(file, input->data(), input->size()) < 0)) ::_exit(72);
  ::_exit(70);
}

class Fuzzer {
 public:
  explicit Fuzzer(Choices choices)
      : choices_(std::move(choices)), random_(static_cast<uint32_t>(choices_.seed)) {}

  void run() {
    artifact.path = choices_.artifacts + "crash";
    for (const int signal : {SIGABRT, SIGALRM}) std::signal(signal, leave_artifact);
    for (const fs::path& file : files_of(choices_.places)) try_input(read_file(file));
    std::printf("%ld inputs, %zu places reached\n", runs_, known_coverage());
    if (kept_.empty()) kept_.emplace_back();
    while (!is_over()) {
      const Input changed = mutate(any_kept(), any_kept(), kMostBytes, random_);
      if (try_input(changed) && !choices_.places.empty()) keep(changed);
    }
    std::printf("%ld runs, %zu inputs kept, %zu places reached\n", runs_, kept_.size(), known_coverage());
  }

 private:
  const Input& any_kept() { return kept_[random_() % kept_.size()]; }

  bool is_over() const {
    if (choices_.runs >= 0 && runs_ >= choices_.runs) return true;
    const auto elapsed = std::chrono::steady_clock::now() - start_;
    return choices_.seconds > 0 && elapsed >= std::chrono::seconds(choices_.seconds);
  }

  // Whether it reaches something new.
  bool try_input(const Input& input) {
    artifact.input = &input;
    ::alarm(static_cast<unsigned>(choices_.timeout));
    begin_coverage();
    LLVMFuzzerTestOneInput(input.data(), input.size());
    ::alarm(0);
    artifact.input = nullptr;
    runs_++;
    if (new_coverage() == 0) return false;
    kept_.push_back(input);
    return true;
  }

  void keep(const Input& input) const {
    const fs::path& folder = choices_.places.front();
    if (fs::is_directory(folder)) write_file(folder / ("found-" + std::to_string(kept_.size())), input);
  }

  const Choices choices_;
  Random random_;
  std::vector<Input> kept_;
  long runs_ = 0;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace
}  // namespace emovox::fuzz

int main(int count, char** values) {
  emovox::fuzz::Fuzzer(emovox::fuzz::read_arguments(count, values)).run();
  return 0;
}
