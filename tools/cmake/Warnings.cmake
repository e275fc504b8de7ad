# Warnings are errors. Tests compare numbers worked out by hand, which mix types freely: no -Wconversion there.
add_library(pamsim_test_warnings INTERFACE)
add_library(pamsim::test_warnings ALIAS pamsim_test_warnings)
target_compile_options(pamsim_test_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                                                      -Woverloaded-virtual)
if(PAMSIM_WERROR)
  target_compile_options(pamsim_test_warnings INTERFACE -Werror)
endif()

add_library(pamsim_warnings INTERFACE)
add_library(pamsim::warnings ALIAS pamsim_warnings)
target_compile_options(pamsim_warnings INTERFACE -Wconversion -Wno-sign-conversion)
target_link_libraries(pamsim_warnings INTERFACE pamsim_test_warnings)
