# cmake --install: the program, the libraries and find_package(berth).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
