// Queues, who share an organization's clusters.
#include "api/http/routes/schemas.hpp"
#include "engine/model/tenants.hpp"

namespace berth::http::schemas {
namespace {

constexpr std::size_t kQueueNameLength = 255;

// Amounts of which some may be left out.
std::vector<Field> some_amounts(bool or_none) {
  std::vector<Field> fields;
  for (Field& field : amounts("")) {
    if (or_none) {
      fields.push_back(field.optional().or_null());
    } else {
      fields.push_back(field.otherwise(0.0));
    }
  }
  return fields;
}

std::vector<Field> queue_fields() {
  static const Schema own{"QueueQuota", some_amounts(false),
                          "What it may count on: it comes first until it holds so much of what the quota names, and "
                          "what it does not use is lent"};
  static const Schema limit{"QueueLimit", some_amounts(true), "The most it may hold; null: no limit"};
  return {Field::text("name").shortest(1).longest(kQueueNameLength).like("research"),
          Field::text("parent")
              .optional()
              .or_null()
              .longest(kQueueNameLength)
              .says("A queue before this one in the list, which it is a part of; null: at the top"),
          Field::number("weight")
              .otherwise(1.0)
              .at_least(kTenantWeightLeast)
              .at_most(kTenantWeightMost)
              .says("Against its siblings"),
          Field::nested("quota", own).optional().or_null(), Field::nested("limit", limit).optional().or_null()};
}

}  // namespace

const Schema& queue() {
  static const Schema schema{"Queue", queue_fields(),
                             "Who shares the clusters whose policy is order=drf; a scenario calls it a tenant"};
  return schema;
}

const Schema& queue_use() {
  static const Schema schema = [] {
    Schema use{"QueueUse", queue_fields(), "A queue and what it holds in the clusters whose policy is order=drf"};
    static const Schema held{"QueueHeld", amounts(""), "By it and all below it"};
    use.fields.push_back(Field::nested("held", held));
    use.fields.push_back(
        Field::number("share")
            .says("Where it stands among its siblings: the smallest is next. Below 1 it is within its quota")
            .like(0.5));
    return use;
  }();
  return schema;
}

}  // namespace berth::http::schemas
