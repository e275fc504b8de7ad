// pamsim: the program. Exit codes: 0 done, 1 the simulation broke an invariant, 2 bad input.
#include <fmt/format.h>

#include <cstdlib>
#include <systemc>

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

int fail(int code, const std::string& sentence) {
    fmt::print(stderr, "pamsim: {}\n", sentence);
    return code;
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
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return app.exit(success);  // --help, --version
    } catch (const CLI::ParseError& error) {
        return fail(2, fmt::format("command line: {} (pamsim --help lists what is allowed)", error.what()));
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
