# pamsim_bench(<name> SOURCES a_test.cpp ... VERILATED <names of pamsim_verilated> ... [LINK pamsim::numerics ...]
#              [LABELS long ...] [TIMEOUT s])
# A GoogleTest program of tb/ with the label tb, or instead those of LABELS; every TEST is a test of ctest of its own.
# Headers: "support/dut.h", "twins/x.h" and all else below tb/. Its objects are a library of their own, <name>_objects:
# a mutant links them with a faulty unit (tb/mutation).
function(pamsim_bench name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;VERILATED;LINK;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  if(NOT ARG_LABELS)
    set(ARG_LABELS tb)
  endif()
  set(libraries ${ARG_LINK} pamsim::tb_support GTest::gtest GTest::gmock GTest::gtest_main)
  add_library(${name}_objects OBJECT ${ARG_SOURCES})
  target_link_libraries(${name}_objects PUBLIC ${libraries} PRIVATE ${ARG_VERILATED} pamsim::test_warnings)
  set_target_properties(${name}_objects PROPERTIES BENCH_VERILATED "${ARG_VERILATED}" BENCH_LINK "${libraries}")
  add_executable(${name} $<TARGET_OBJECTS:${name}_objects>)
  target_link_libraries(${name} PRIVATE ${ARG_VERILATED} ${libraries})
  set(environment)
  if("tb" IN_LIST ARG_LABELS OR "long" IN_LIST ARG_LABELS)
    set(environment ENVIRONMENT PAMSIM_COVERAGE_DIR=${PAMSIM_COVERAGE_DIR})
  endif()
  include(GoogleTest)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT} ${environment})
endfunction()
