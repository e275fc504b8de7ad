# pamsim_verilated(<name> TOP pam_x [PARAMS Lanes=16 ...] [TRACE_FST] [SOURCES a.sv ...])
# A static library with the class V<name>, header "V<name>.h": one unit of rtl/ with these parameters as C++ behind
# Verilator's own interface (tb/support/dut.h drives it). Without SOURCES, tools/lint/rtl_tops names the files. A
# parameter of one bit is written Format=1'b1. With TRACE_FST it can write waveforms (tb/support/wave.h), and is slower.
#
# For mutants: LIBRARY <target> is the target's name when it is not <name>; REPLACE <file below rtl> <path> takes
# another file for one of them; OPTIMIZE -O0 instead of -O2; WARNINGS_OFF; EXCLUDE_FROM_ALL.
#
# Nothing runs at configure time, and what Verilator writes is compiled as one file: Verilator's own verilate() runs
# it while configuring and compiles its runtime once per unit, which is most of the time of a small unit.
find_package(verilator HINTS $ENV{VERILATOR_ROOT} /usr/share/verilator)
if(NOT verilator_FOUND)
  message(FATAL_ERROR "Verilator is not installed: run tools/setup, or configure with -DPAMSIM_RTL=OFF.")
endif()
find_package(ZLIB REQUIRED)

set(PAMSIM_RTL_TOPS ${PROJECT_SOURCE_DIR}/tools/lint/rtl_tops)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PAMSIM_RTL_TOPS})

# Verilator's runtime, once for all units; its warnings are not ours.
find_package(Threads REQUIRED)
set(PAMSIM_VERILATED_DEFINITIONS VM_COVERAGE=0 VM_SC=0 VM_TRACE=1 VM_TRACE_FST=1 VM_TRACE_VCD=0)
add_library(pamsim_verilator_runtime STATIC
  ${VERILATOR_ROOT}/include/verilated.cpp
  ${VERILATOR_ROOT}/include/verilated_fst_c.cpp
  ${VERILATOR_ROOT}/include/verilated_threads.cpp)
target_include_directories(pamsim_verilator_runtime SYSTEM PUBLIC ${VERILATOR_ROOT}/include ${VERILATOR_ROOT}/include/vltstd)
target_compile_definitions(pamsim_verilator_runtime PUBLIC ${PAMSIM_VERILATED_DEFINITIONS})
target_compile_options(pamsim_verilator_runtime PRIVATE -O2 -w)
if(PAMSIM_SANITIZE)
  target_compile_options(pamsim_verilator_runtime PRIVATE -fno-sanitize=all)
endif()
target_link_libraries(pamsim_verilator_runtime PUBLIC Threads::Threads PRIVATE ZLIB::ZLIB)

# The files of a top, absolute, the package first.
function(pamsim_rtl_files top out)
  file(STRINGS ${PAMSIM_RTL_TOPS} lines REGEX "^${top} ")
  list(LENGTH lines count)
  if(NOT count EQUAL 1)
    message(FATAL_ERROR "tools/lint/rtl_tops has ${count} lines for '${top}', not one.")
  endif()
  separate_arguments(files UNIX_COMMAND "${lines}")
  list(REMOVE_AT files 0)
  list(PREPEND files pam_pkg.sv)
  list(TRANSFORM files PREPEND ${PROJECT_SOURCE_DIR}/rtl/)
  set(${out} ${files} PARENT_SCOPE)
endfunction()

function(pamsim_verilated name)
  cmake_parse_arguments(ARG "TRACE_FST;WARNINGS_OFF;EXCLUDE_FROM_ALL" "TOP;LIBRARY;OPTIMIZE"
                        "PARAMS;REPLACE;SOURCES" ${ARGN})
  if(NOT ARG_LIBRARY)
    set(ARG_LIBRARY ${name})
  endif()
  if(NOT ARG_OPTIMIZE)
    set(ARG_OPTIMIZE -O2)
  endif()
  if(ARG_SOURCES)
    set(sources ${ARG_SOURCES})
    list(TRANSFORM sources PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  else()
    pamsim_rtl_files(${ARG_TOP} sources)
  endif()
  if(ARG_REPLACE)
    list(GET ARG_REPLACE 0 old)
    list(GET ARG_REPLACE 1 new)
    list(TRANSFORM sources REPLACE "^${PROJECT_SOURCE_DIR}/rtl/${old}$" "${new}")
  endif()
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/verilated/${ARG_LIBRARY})
  set(unit ${folder}/V${name}_unit.cpp)
  # Registers and x start at random values of the context's seed: what depends on one of them shows.
  set(options --cc --prefix V${name} --top-module ${ARG_TOP} --Mdir ${folder} --assert -O3
              --x-assign unique --x-initial unique)
  if(ARG_WARNINGS_OFF)
    list(APPEND options -Wno-fatal -Wno-lint -Wno-style)
  else()
    list(APPEND options -Wall)
  endif()
  if(ARG_TRACE_FST)
    list(APPEND options --trace-fst --trace-structs)
  endif()
  list(TRANSFORM ARG_PARAMS PREPEND -G OUTPUT_VARIABLE parameters)
  set(waivers)
  if(EXISTS ${PROJECT_SOURCE_DIR}/rtl/lint.vlt)
    set(waivers ${PROJECT_SOURCE_DIR}/rtl/lint.vlt)
  endif()
  add_custom_command(
    OUTPUT ${unit} ${folder}/V${name}.h
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${folder}
    COMMAND ${CMAKE_COMMAND} -E env VERILATOR_ROOT=${VERILATOR_ROOT}
            ${VERILATOR_BIN} ${options} ${parameters} ${waivers} ${sources}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DPREFIX=V${name} -DOUTPUT=${unit}
            -P ${PROJECT_SOURCE_DIR}/tools/cmake/join_verilated.cmake
    DEPENDS ${sources} ${waivers} ${PROJECT_SOURCE_DIR}/tools/cmake/join_verilated.cmake ${VERILATOR_BIN}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    COMMENT "Verilating ${ARG_LIBRARY}: ${ARG_TOP} ${ARG_PARAMS}" VERBATIM)
  # Compiled with the same command whatever the build type, in its own folder, so that ccache finds it again from any
  # build folder. Not sanitized: generated code allocates once and indexes by constants, and sanitized it compiles and
  # runs several times slower. Its warnings are not ours.
  set(object ${folder}/V${name}_unit.o)
  list(TRANSFORM PAMSIM_VERILATED_DEFINITIONS PREPEND -D OUTPUT_VARIABLE definitions)
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${CMAKE_CXX_COMPILER} -std=c++17 ${ARG_OPTIMIZE} -w -ffp-contract=off -fPIC
            ${definitions} -I. -isystem ${VERILATOR_ROOT}/include -isystem ${VERILATOR_ROOT}/include/vltstd
            -c V${name}_unit.cpp -o V${name}_unit.o
    DEPENDS ${unit} WORKING_DIRECTORY ${folder} COMMENT "Compiling ${ARG_LIBRARY}" VERBATIM)
  set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
  set(all)
  if(ARG_EXCLUDE_FROM_ALL)
    set(all EXCLUDE_FROM_ALL)
  endif()
  add_library(${ARG_LIBRARY} STATIC ${all} ${object})
  target_include_directories(${ARG_LIBRARY} SYSTEM PUBLIC ${folder})
  target_link_libraries(${ARG_LIBRARY} PUBLIC pamsim_verilator_runtime)
  set_target_properties(${ARG_LIBRARY} PROPERTIES LINKER_LANGUAGE CXX RTL_TOP ${ARG_TOP} RTL_PARAMS "${ARG_PARAMS}")
endfunction()
