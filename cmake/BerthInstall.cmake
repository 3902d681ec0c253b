# cmake --install: the program, the libraries with their headers, and find_package(berth [COMPONENTS …]).
# Each library is a component with an export set of its own, so that the engine can be embedded on a machine that
# has neither CAF nor Boost.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(berth_package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/berth)

foreach(component engine scenarios actors)
  install(TARGETS berth_${component} EXPORT berth_${component} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT berth_${component} NAMESPACE berth:: FILE berth-${component}.cmake
          DESTINATION ${berth_package_folder})
  # Headers are included from the tree's root, "engine/simulation/replay.hpp", there as here. Those of the actors
  # themselves are private: what embeds them needs no CAF headers.
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/${component} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/berth
          FILES_MATCHING PATTERN "*.hpp" PATTERN "*_actor.hpp" EXCLUDE PATTERN "messages.hpp" EXCLUDE
          PATTERN "store" EXCLUDE PATTERN "live" EXCLUDE)
endforeach()
install(TARGETS berth RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

configure_package_config_file(${CMAKE_SOURCE_DIR}/cmake/berthConfig.cmake.in ${CMAKE_BINARY_DIR}/berthConfig.cmake
                              INSTALL_DESTINATION ${berth_package_folder})
# Before 1.0 a new minor version may change what is offered.
write_basic_package_version_file(${CMAKE_BINARY_DIR}/berthConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/berthConfig.cmake ${CMAKE_BINARY_DIR}/berthConfigVersion.cmake
              ${CMAKE_SOURCE_DIR}/cmake/FindCAF.cmake
        DESTINATION ${berth_package_folder})
