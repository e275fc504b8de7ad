# C++17 exactly: Debian's SystemC exports sc_api_version_2_3_4_cxx201703L and links with no other standard.
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# No contraction to fused multiply-add: results must be the same bytes on every machine.
add_compile_options(-ffp-contract=off)

if(PAMSIM_SANITIZE)
  add_compile_options(-fsanitize=${PAMSIM_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PAMSIM_SANITIZE})
endif()
