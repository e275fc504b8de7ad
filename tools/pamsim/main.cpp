// pamsim: the program. Exit codes: 0 done, 1 the simulation broke an invariant, 2 bad input.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <systemc>
#include <vector>

#include "base/config.h"
#include "base/invariant.h"
#include "options.h"

namespace {

// SystemC prints its banner before sc_main unless this is set.
__attribute__((constructor)) void silence_banner() {
    setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
}

std::string join(int argc, char* argv[]) {
    std::string line;
    for (int i = 0; i < argc; ++i) line += (i > 0 ? " " : "") + std::string(argv[i]);
    return line;
}

/// One line, whatever the user typed.
int fail(int code, std::string sentence) {
    std::replace(sentence.begin(), sentence.end(), '\n', ' ');
    fmt::print(stderr, "pamsim: {}\n", sentence);
    return code;
}

/// CLI11 says that a verb is needed, not which word it could not read.
std::string command_line_sentence(const CLI::App& app, int argc, char* argv[], const CLI::ParseError& error) {
    std::vector<std::string> verbs;
    for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
        verbs.push_back(verb->get_name());
        if (argc > 1 && verbs.back() == argv[1])
            return fmt::format("command line: {} (pamsim {} --help lists what is allowed)", error.what(),
                               argv[1]);
    }
    return fmt::format("command line: found {}, allowed is a verb: {}",
                       argc > 1 ? fmt::format("'{}'", argv[1]) : "nothing", fmt::join(verbs, ", "));
}

int run(int argc, char* argv[]) {
    CLI::App app{"pamsim: LLM serving with attention inside three levels of memory (PAM, arXiv 2602.11521)"};
    app.require_subcommand(1);
    app.set_version_flag("--version", "pamsim " PAMSIM_VERSION);
    pamsim::tools::Verbs verbs{app, join(argc, argv), {}};
    pamsim::tools::add_run(verbs);
    pamsim::tools::add_attention(verbs);
    pamsim::tools::add_check(verbs);
    pamsim::tools::add_list(verbs);
    pamsim::tools::add_compare(verbs);
    pamsim::tools::add_memory(verbs);
    pamsim::tools::add_schema(verbs);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return app.exit(success);  // --help, --version
    } catch (const CLI::ParseError& error) {
        return fail(2, command_line_sentence(app, argc, argv, error));
    }
    return verbs.chosen();
}

}  // namespace

int sc_main(int argc, char* argv[]) {
    // An error inside a SystemC process arrives here as a report; its text is the sentence.
    sc_core::sc_report_handler::set_actions(sc_core::SC_ERROR, sc_core::SC_THROW);
    try {
        return run(argc, argv);
    } catch (const pamsim::base::ConfigError& error) {
        return fail(2, error.what());
    } catch (const pamsim::base::InvariantError& error) {
        return fail(1, error.what());
    } catch (const sc_core::sc_report& report) {
        return fail(1, report.get_msg());
    } catch (const std::exception& error) {
        return fail(1, error.what());
    }
}
