// Payloads for AT transactions, reused; the pool knows at the end whether any is still out.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <tlm>
#include <vector>

namespace pamsim::protocol {

class PayloadPool : public tlm::tlm_mm_interface {
public:
    explicit PayloadPool(std::string owner) : owner_(std::move(owner)) {}
    ~PayloadPool() override;

    /// A payload with reference count 1; release() gives it back.
    tlm::tlm_generic_payload& acquire();
    void free(tlm::tlm_generic_payload* payload) override;

    std::size_t outstanding() const { return all_.size() - free_.size(); }
    std::uint64_t handed_out() const { return handed_out_; }
    /// Throws base::InvariantError naming the owner when a payload has not come back.
    void check_all_returned() const;

private:
    std::string owner_;
    std::vector<std::unique_ptr<tlm::tlm_generic_payload>> all_;
    std::vector<tlm::tlm_generic_payload*> free_;
    std::uint64_t handed_out_ = 0;
};

}  // namespace pamsim::protocol
