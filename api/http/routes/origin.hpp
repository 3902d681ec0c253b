// Which web pages may call: those of this site, and of sites on the list. What a browser says of the page a request
// comes from (Sec-Fetch-Site, Origin) cannot be made up by the page; other clients say nothing and pass.
#pragma once

#include "api/http/exchange.hpp"
#include "api/http/routes/application.hpp"

namespace berth::http {

// The request was sent by a page of a site that is neither this one nor on the list.
bool comes_from_elsewhere(const ApplicationSettings& settings, const Request& request);

bool is_preflight(const Request& request);
void answer_preflight(const ApplicationSettings& settings, const Request& request, Response& response);

// Tells pages of listed sites that they may read the answer.
void add_cors_headers(const ApplicationSettings& settings, const Request& request, Response& response);

// Methods that change something: those that are checked for where they come from.
bool changes_something(std::string_view method);

}  // namespace berth::http
