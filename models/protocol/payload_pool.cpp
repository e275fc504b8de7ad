#include "protocol/payload_pool.h"

#include "base/invariant.h"

namespace pamsim::protocol {

PayloadPool::~PayloadPool() {
    for (auto& payload : all_) payload->free_all_extensions();
}

tlm::tlm_generic_payload& PayloadPool::acquire() {
    if (free_.empty()) {
        all_.push_back(std::make_unique<tlm::tlm_generic_payload>(this));
        free_.push_back(all_.back().get());
    }
    tlm::tlm_generic_payload* payload = free_.back();
    free_.pop_back();
    ++handed_out_;
    payload->acquire();
    payload->set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    return *payload;
}

void PayloadPool::free(tlm::tlm_generic_payload* payload) {
    payload->free_all_extensions();
    free_.push_back(payload);
}

void PayloadPool::check_all_returned() const {
    base::require(outstanding() == 0, owner_,
                  std::to_string(outstanding()) + " transaction(s) still outstanding at the end of the run");
}

}  // namespace pamsim::protocol
