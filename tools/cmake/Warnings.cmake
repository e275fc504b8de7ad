add_library(pamsim_warnings INTERFACE)
add_library(pamsim::warnings ALIAS pamsim_warnings)
target_compile_options(pamsim_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                                                 -Woverloaded-virtual -Wconversion -Wno-sign-conversion)
if(PAMSIM_WERROR)
  target_compile_options(pamsim_warnings INTERFACE -Werror)
endif()
