// The yardstick: blocking transport calls over a socket to a target that adds a delay.
#include <benchmark/benchmark.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <systemc>
#include <tlm>

namespace {

struct Target : sc_core::sc_module {
    tlm_utils::simple_target_socket<Target> socket{"socket"};

    explicit Target(const sc_core::sc_module_name& module) : sc_module(module) {
        socket.register_b_transport(this, &Target::b_transport);
    }
    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
        delay += latency;
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
    }
    sc_core::sc_time latency{50, sc_core::SC_NS};
};

struct Initiator : sc_core::sc_module {
    tlm_utils::simple_initiator_socket<Initiator> socket{"socket"};
    explicit Initiator(const sc_core::sc_module_name& module) : sc_module(module) {}
};

void b_transport(benchmark::State& state) {
    static Initiator initiator("initiator");
    static Target target("target");
    static const bool bound = [] {
        initiator.socket.bind(target.socket);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
        return true;
    }();
    benchmark::DoNotOptimize(bound);
    tlm::tlm_generic_payload payload;
    payload.set_command(tlm::TLM_READ_COMMAND);
    payload.set_data_length(32);
    std::uint64_t address = 0;
    sc_core::sc_time delay;
    for (auto _ : state) {
        payload.set_address(address += 32);
        initiator.socket->b_transport(payload, delay);
        benchmark::DoNotOptimize(delay);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(b_transport);

}  // namespace
