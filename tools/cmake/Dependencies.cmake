# Everything comes from Debian packages (tools/setup installs them); nothing is fetched.
find_package(PkgConfig REQUIRED)
pkg_check_modules(SYSTEMC REQUIRED IMPORTED_TARGET systemc)
find_package(Boost REQUIRED)
find_package(benchmark REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(Threads REQUIRED)

# SystemC's headers are not ours to fix: take them as system headers.
get_target_property(_systemc_includes PkgConfig::SYSTEMC INTERFACE_INCLUDE_DIRECTORIES)
if(_systemc_includes)
  set_target_properties(PkgConfig::SYSTEMC PROPERTIES INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${_systemc_includes}")
endif()

include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_LIBRARIES PkgConfig::SYSTEMC)
set(CMAKE_REQUIRED_FLAGS -std=c++17)
check_cxx_source_compiles("#include <systemc>
int sc_main(int, char*[]) { sc_core::sc_start(sc_core::SC_ZERO_TIME); return 0; }" PAMSIM_SYSTEMC_LINKS_WITH_CXX17)
unset(CMAKE_REQUIRED_LIBRARIES)
unset(CMAKE_REQUIRED_FLAGS)
if(NOT PAMSIM_SYSTEMC_LINKS_WITH_CXX17)
  message(FATAL_ERROR "The installed SystemC was built for another C++ standard than C++17, which pamsim uses; "
                      "install a SystemC built with -std=c++17 (Debian's libsystemc-dev is).")
endif()

if(PAMSIM_TESTS)
  find_package(GTest REQUIRED)
endif()
