# How native code of this project is compiled and tested, in one place so that every target is held to the same warnings.

# vdsh_native(TARGET): the project's language level, warnings and visibility.
function(vdsh_native target)
  target_compile_features(${target} PUBLIC cxx_std_17)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  # Contraction would make results depend on the machine.
  target_compile_options(${target} PRIVATE -Wall -Wextra -Werror -O2 -ffp-contract=off)
  if(VDSH_SANITIZE)
    target_compile_options(${target} PRIVATE -g -fsanitize=address,undefined -fno-sanitize-recover=undefined)
    target_link_options(${target} PRIVATE -fsanitize=address,undefined)
  endif()
endfunction()

# vdsh_native_isa(TARGET FILE FLAGS...): one file for one instruction set; only it is compiled for that set, so that the library loads anywhere.
function(vdsh_native_isa target file)
  target_sources(${target} PRIVATE "${file}")
  # Loops over the words of a code must be unrolled, so that the query stays in registers.
  # The compiler's own headers of AVX-512 use a variable before it has a value (GCC bug 105593).
  string(JOIN " " flags -O3 -Wno-maybe-uninitialized -Wno-uninitialized ${ARGN})
  set_source_files_properties("${file}" PROPERTIES COMPILE_FLAGS "${flags}")
endfunction()

# vdsh_native_tests(PREFIX LIBRARIES...): one program and one ctest per file emulator/tests/PREFIX_*.cpp.
function(vdsh_native_tests prefix)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/emulator/tests/${prefix}_*.cpp")
  foreach(source IN LISTS sources)
    get_filename_component(name "${source}" NAME_WE)
    add_executable(${name} "${source}")
    vdsh_native(${name})
    target_link_libraries(${name} PRIVATE ${ARGN})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${VDSH_NATIVE_OUTPUT}/tests")
    add_test(NAME ${name} COMMAND ${name})
    # The caller's settings of the emulator must not change what a unit test sees.
    set_tests_properties(${name} PROPERTIES
      TIMEOUT 300
      ENVIRONMENT "VDSH_EMU_RACES=;VDSH_EMU_REVERSE=;VDSH_EMU_DEFER=;VDSH_EMU_MEMORY=;VDSH_EMU_FAIL_ALLOC=;VDSH_EMU_FAIL_LAUNCH=;VDSH_EMU_COVERAGE=")
  endforeach()
endfunction()
