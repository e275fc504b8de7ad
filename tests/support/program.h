// The program as its users meet it: arguments in; exit code, standard output and standard error out.
#pragma once

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace pamsim::test {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

inline std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// A folder of the running test, gone with the object.
class Scratch {
public:
    Scratch() {
        std::string name = (fs::temp_directory_path() / "pamsim_XXXXXX").string();
        if (mkdtemp(name.data())) folder_ = name;
        EXPECT_FALSE(folder_.empty()) << "no folder could be made in " << fs::temp_directory_path();
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }

    std::string path(const std::string& name) const { return (folder_ / name).string(); }
    /// Writes a file and says where.
    std::string file(const std::string& name, const std::string& text) const {
        fs::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return path(name);
    }

private:
    fs::path folder_;
};

struct Answer {
    int code;
    std::string out;
    std::string err;
};

using Words = std::vector<std::string>;

inline Words operator+(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// What the program itself said: AddressSanitizer remarks on every throw past SystemC's stacks (tools/test
/// says why).
inline std::string without_sanitizer_remarks(std::string text) {
    for (;;) {
        const auto from = text.find("==");
        const auto remark = text.find("ASan is ignoring requested __asan_handle_no_return");
        if (from == std::string::npos || remark == std::string::npos) return text;
        text.erase(from, text.find('\n', text.find("For details see", remark)) + 1 - from);
    }
}

/// Runs the program to its end. A signal that ended it is the code 128 + signal, as in a shell.
inline Answer pamsim(const Words& words) {
    const Scratch scratch;
    const std::string out = scratch.path("out"), err = scratch.path("err");
    std::vector<char*> argv{const_cast<char*>(PAMSIM_PROGRAM)};
    for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT, 0600);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT, 0600);
    pid_t child = 0;
    const int failed = posix_spawn(&child, PAMSIM_PROGRAM, &files, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    EXPECT_EQ(failed, 0) << PAMSIM_PROGRAM << " cannot be started";
    if (failed != 0) return {-1, "", ""};
    int status = 0;
    waitpid(child, &status, 0);
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {code, text_of(out), without_sanitizer_remarks(text_of(err))};
}

/// The one JSON object of a verb that must do its work; anything else fails the test.
inline Json json_of(const Words& words) {
    const Answer answer = pamsim(words + Words{"--json"});
    EXPECT_EQ(answer.code, 0) << answer.err;
    EXPECT_EQ(answer.err, "");
    Json json = Json::parse(answer.out, nullptr, false);
    if (!json.is_object())
        throw std::runtime_error("not one JSON object: '" + answer.out.substr(0, 200) + "'");
    return json;
}

/// Refused: exit code 2, nothing on standard output, one sentence that says all of `parts`.
inline void expect_refusal(const Words& words, const Words& parts) {
    const Answer answer = pamsim(words);
    EXPECT_EQ(answer.code, 2) << answer.err;
    EXPECT_EQ(answer.out, "");
    EXPECT_THAT(answer.err, ::testing::StartsWith("pamsim: "));
    EXPECT_THAT(answer.err, ::testing::EndsWith("\n"));
    EXPECT_EQ(answer.err.find('\n') + 1, answer.err.size()) << "more than one line: " << answer.err;
    for (const std::string& part : parts) EXPECT_THAT(answer.err, ::testing::HasSubstr(part));
}

/// `run` of the small platform with the small model; the workload is the shipped one unless named.
inline Words mini(const Words& more = {}, const std::string& workload = "pam-mini-chat") {
    return Words{"run", "pam-mini", "--model", "tiny", "--workload", workload} + more;
}

inline Words set(const Words& settings) {
    Words words;
    for (const std::string& setting : settings) words = words + Words{"--set", setting};
    return words;
}

}  // namespace pamsim::test
