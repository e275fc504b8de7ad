// The keys that readers asked for, as a JSON Schema (draft-07).
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/config.h"
#include "system/results.h"

namespace pamsim::tools {

/// The keys of one kind of file, from what its readers asked for in several files. A key asked for under
/// different rules may hold what any of them allows: which reader comes (DRAM or flash) depends on the file
/// that `part` names, which a schema does not see.
class KeySchema {
public:
    /// What Document::keys() says after a file was read.
    void add(const std::vector<base::KeyRecord>& file);
    /// Throws base::InvariantError when a key was asked for by has() in every file and never read: its rule
    /// is not known then.
    system::Json json(const std::string& title) const;

private:
    struct Key {
        base::KeyRecord rule;
        std::set<std::string> defaults;  ///< more than one: it follows another key
    };
    static system::Json property(const Key& key);

    std::vector<Key> keys_;  ///< in the order of asking
    std::map<std::string, std::size_t> index_;
};

}  // namespace pamsim::tools
