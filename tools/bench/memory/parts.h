// Shipped parts by name.
#pragma once

#include <string>

#include "base/config.h"

namespace pamsim::bench {

template <class Part>
Part part(const std::string& name) {
    return Part::from(base::Document::load(base::find_file(name, "part").string()).root());
}

}  // namespace pamsim::bench
