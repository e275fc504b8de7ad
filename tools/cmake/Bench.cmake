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

# pamsim_refuses(<top> <module> <name> <sentence> [parameters])
# Impossible parameters end elaboration with one sentence, out of that module of the unit.
function(pamsim_refuses top module name sentence)
  pamsim_rtl_files(${top} files)
  list(TRANSFORM ARGN PREPEND -G OUTPUT_VARIABLE parameters)
  add_test(NAME tb_${top}.refuses_${name}
    COMMAND ${VERILATOR_BIN} --lint-only --top-module ${top} ${parameters} ${files})
  set_tests_properties(tb_${top}.refuses_${name} PROPERTIES LABELS tb TIMEOUT 60
    PASS_REGULAR_EXPRESSION "${module}.sv:[0-9]+:[0-9]+: ${sentence}" ENVIRONMENT VERILATOR_ROOT=${VERILATOR_ROOT})
endfunction()
