# cmake -DNPM=npm -DFROM=dir -DTO=dir -P NpmPackages.cmake: installs exactly the packages that FROM/package-lock.json
# pins into TO/node_modules, running none of their scripts, and touches TO/packages.stamp. Does nothing where that is
# newer than the lock file already.
if(EXISTS ${TO}/packages.stamp AND EXISTS ${TO}/node_modules AND ${TO}/packages.stamp IS_NEWER_THAN ${FROM}/package-lock.json)
  file(TOUCH ${TO}/packages.stamp)
  return()
endif()
file(COPY ${FROM}/package.json ${FROM}/package-lock.json DESTINATION ${TO})
execute_process(
  COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error
  WORKING_DIRECTORY ${TO} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT status EQUAL 0)
  message("${output}")
  message(FATAL_ERROR
    "npm could not install the packages pinned in ${FROM}/package-lock.json.\n"
    "They are fetched once per build folder: connect to a network (or to an npm mirror, by npm's own settings) and "
    "build again. Without a network, copy node_modules of an earlier build of the same lock file to\n"
    "  ${TO}/node_modules\nand run: touch ${TO}/packages.stamp")
endif()
file(TOUCH ${TO}/packages.stamp)
