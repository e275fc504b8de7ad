// A whole serving run: the machine, the server, the requests, and what came out.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/metrics.h"
#include "host/scheduler.h"
#include "host/server.h"
#include "system/machine.h"
#include "workload/request.h"

namespace pamsim::system {

/// Progress, now and then: simulated seconds, requests finished, rejected and in all.
using Progress = std::function<void(double simulated_s, std::size_t finished, std::size_t all)>;

/// Serves every request of a workload. Runs the SystemC kernel: once per process.
class ServingRun {
public:
    ServingRun(const Platform& platform, const workload::ModelShape& model,
               const workload::Workload& workload);

    /// To the last token, or until KV memory ran out under when_full: oom. Afterwards every invariant is
    /// checked: requests and blocks conserved, no token on two levels, no transaction outstanding;
    /// base::InvariantError names what does not hold and where.
    void run(const Progress& progress = {});

    Machine& machine() { return machine_; }
    const host::Scheduler& scheduler() const { return scheduler_; }
    const host::Server& server() const { return server_; }
    const workload::Workload& workload() const { return workload_; }
    base::Picoseconds simulated() const { return simulated_; }
    std::uint64_t transactions() const;

private:
    void check_end();
    std::string standstill();

    workload::Workload workload_;
    Machine machine_;
    host::Scheduler scheduler_;
    host::Server server_;
    base::Picoseconds simulated_{0};
};

}  // namespace pamsim::system
