// A distribution as people write it in a flag: constant(5), uniform(1,64), log-uniform(1,64), exponential(3600),
// log-normal(600,1.5), weibull(600,0.7), choice(1:0.5,4:0.3,16:0.2). A bare number is a constant.
#pragma once

#include <string>
#include <string_view>

#include "scenarios/generate/poisson.hpp"

namespace berth::cli {

// `flag` names the place of an error.
Result<DistributionSpec> parse_distribution(const std::string& flag, std::string_view text);

}  // namespace berth::cli
