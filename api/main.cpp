#include "api/cli/run.hpp"

int main(int argument_count, char** arguments) { return berth::cli::run(argument_count, arguments); }
