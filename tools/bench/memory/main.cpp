// memory_bench: google-benchmark under SystemC's main, as the b_transport loop has sockets.
#include <benchmark/benchmark.h>

#include <systemc>

int sc_main(int argc, char* argv[]) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
