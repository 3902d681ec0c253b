# What every target of ours is compiled with: strict warnings, the fast linker and ccache where they are
# installed, and floating point that rounds alike on every machine.
find_program(BERTH_CCACHE ccache)
if(BERTH_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What ccache asks for before it keeps what was compiled with precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${BERTH_CCACHE})
endif()

# Ten sources compiled as one take less than half the time of ten; a change to one of them takes longer.
option(BERTH_TOGETHER "Compile the sources of a library or program several at a time" OFF)
function(berth_together target count)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${BERTH_TOGETHER} UNITY_BUILD_BATCH_SIZE ${count})
endfunction()
# berth_alone(FILE...): not these, which name things of their own alike or specialize what others use.
function(berth_alone)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

find_program(BERTH_MOLD mold)
if(BERTH_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=")
  set(BERTH_SANITIZED ON)
endif()
add_library(berth_flags INTERFACE)
target_compile_options(berth_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Werror
  # A designated initializer leaves the rest at its default.
  -Wno-missing-field-initializers
  # g++ 12 warns falsely of operator+ on strings; clang does not know these names.
  "$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-stringop-overflow;-Wno-array-bounds>"
  # With sanitizers g++ also takes members of a variant that are not there for uninitialized ones.
  "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${BERTH_SANITIZED}>>:-Wno-maybe-uninitialized>"
  # The same input gives the same bytes: no fused multiply-add where the machine happens to have one.
  -ffp-contract=off)
target_compile_definitions(berth_flags INTERFACE
  $<$<OR:$<CONFIG:Debug>,$<BOOL:${BERTH_CHECKED}>>:BERTH_CHECKED=1>
  SPDLOG_COMPILED_LIB)

# What programs that serve allocate by, where it is installed: what one thread allocates another frees, which the C
# library's arenas do slowly. A sanitizer brings an allocator of its own.
add_library(berth_allocator INTERFACE)
find_library(BERTH_JEMALLOC jemalloc)
if(BERTH_JEMALLOC AND NOT BERTH_SANITIZED)
  target_link_options(berth_allocator INTERFACE
    LINKER:--push-state,--no-as-needed ${BERTH_JEMALLOC} LINKER:--pop-state)
endif()

# berth_library(NAME DEPS...): a static library of every .cpp below the calling folder, but for subfolders that are
# libraries of their own.
function(berth_library name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  file(GLOB_RECURSE inner CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*/CMakeLists.txt)
  foreach(list_file ${inner})
    file(STRINGS ${list_file} library REGEX "^berth_library")
    get_filename_component(folder ${list_file} DIRECTORY)
    if(library)
      list(FILTER sources EXCLUDE REGEX "^${folder}/")
    endif()
  endforeach()
  add_library(berth_${name} STATIC ${sources})
  set_target_properties(berth_${name} PROPERTIES LINKER_LANGUAGE CXX)
  berth_together(berth_${name} 10)
  add_library(berth::${name} ALIAS berth_${name})
  set_target_properties(berth_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(berth_${name} PUBLIC
    $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}> $<INSTALL_INTERFACE:include/berth>)
  target_compile_features(berth_${name} PUBLIC cxx_std_20)
  target_link_libraries(berth_${name} PRIVATE $<BUILD_INTERFACE:berth_flags> PUBLIC ${ARGN})
endfunction()
