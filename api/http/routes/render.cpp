#include "api/http/routes/render.hpp"

#include <algorithm>
#include <chrono>
#include <functional>

#include "api/http/routes/wishes.hpp"
#include "api/http/wire/json_parse.hpp"
#include "api/http/wire/json_text.hpp"

namespace berth::http {
namespace {

// 0: never.
void time_member(JsonText& json, std::string_view key, Time at_us) {
  if (at_us == 0 || at_us == kNever) {
    json.null(key);
  } else {
    json.text(key, time_text(at_us));
  }
}

void amounts(JsonText& json, const std::string& suffix, const live::Amounts& amounts) {
  json.number("cpu" + suffix, amounts.cpu).number("ram" + suffix, amounts.ram).number("gpu" + suffix, amounts.gpu);
}

void fill(JsonText& json, const live::Deployment& deployment) {
  json.begin_object();
  json.text("name", deployment.name).text("docker_image", deployment.docker_image);
  json.number("cpu_required", deployment.required.cpu);
  json.number("ram_required", deployment.required.ram);
  json.number("gpu_required", deployment.required.gpu);
  json.integer("priority", deployment.priority).integer("id", deployment.id);
  if (deployment.cluster_id != 0) {
    json.integer("cluster_id", deployment.cluster_id);
  } else {
    json.null("cluster_id");
  }
  json.text("status", live::name_of(deployment.status)).text("reason", deployment.reason);
  json.integer("replicas", deployment.replicas);
  if (deployment.expected_duration_s) {
    json.number("expected_duration_s", *deployment.expected_duration_s);
  } else {
    json.null("expected_duration_s");
  }
  json.begin_array("dependency_ids");
  for (const std::int64_t id : deployment.dependency_ids) json.integer(id);
  json.end_array();
  if (!deployment.queue.empty()) json.text("queue", deployment.queue);
  if (deployment.traits) render_wishes(json, *deployment.traits);
  if (deployment.by != 0) {
    json.integer("preempted_by", deployment.by);
  } else {
    json.null("preempted_by");
  }
  json.integer("preemptions", deployment.preemptions);
  json.number("lost_s", static_cast<double>(deployment.lost_us) / static_cast<double>(kSecond))
      .integer("organization_id", deployment.organization_id);
  json.integer("created_by", deployment.created_by);
  time_member(json, "created_at", deployment.created_us);
  time_member(json, "started_at", deployment.started_us);
  time_member(json, "ended_at", deployment.ended_us);
  json.integer("version", static_cast<std::int64_t>(deployment.version));
  json.end_object();
}

void fill(JsonText& json, const live::Queue& queue) {
  json.text("name", queue.name);
  if (queue.parent.empty()) {
    json.null("parent");
  } else {
    json.text("parent", queue.parent);
  }
  json.number("weight", queue.weight).begin_object("quota");
  amounts(json, "", queue.quota);
  json.end_object().begin_object("limit");
  const std::pair<const char*, std::optional<double>> limits[] = {
      {"cpu", queue.limit.cpu}, {"ram", queue.limit.ram}, {"gpu", queue.limit.gpu}};
  for (const auto& [name, limit] : limits) {
    if (limit) {
      json.number(name, *limit);
    } else {
      json.null(name);
    }
  }
  json.end_object();
}

// Without what is available where that is not known.
std::string cluster_text(const live::Cluster& cluster, const live::Amounts* available,
                         const std::function<void(JsonText&)>& more = {}) {
  JsonText json;
  json.begin_object().text("name", cluster.name);
  amounts(json, "_limit", cluster.limit);
  json.integer("id", cluster.id).integer("organization_id", cluster.organization_id);
  if (available) amounts(json, "_available", *available);
  json.text("policy", cluster.policy).boolean("cordoned", cluster.cordoned);
  json.begin_array("node_groups");
  for (const live::NodeGroupView& group : cluster.groups) {
    json.begin_object().text("name", group.name).integer("count", group.count);
    amounts(json, "", group.per_node);
    render_qualities(json, group);
    json.end_object();
  }
  json.end_array();
  json.begin_array("nodes_down");
  for (const std::uint32_t node : cluster.down) json.integer(node);
  json.end_array();
  time_member(json, "created_at", cluster.created_us);
  json.integer("version", static_cast<std::int64_t>(cluster.version));
  if (more) more(json);
  return json.end_object().take();
}

template <class View, class Render>
std::string subject(const JournalRecord& record, const Render& render) {
  const std::optional<View> view = live::from_document<View>(record.document);
  return view ? render(*view) : "null";
}

// What the event was about, as it stood then; null: it is gone.
std::string subject_of(const JournalRecord& record, const live::Board& board) {
  if (record.document.empty()) return "null";
  if (record.kind == "deployment") {
    return subject<live::Deployment>(record, [](const live::Deployment& one) { return render(one); });
  }
  if (record.kind == "cluster") {
    return subject<live::Cluster>(record, [](const live::Cluster& one) { return cluster_text(one, nullptr); });
  }
  if (record.kind == "membership") {
    return subject<live::Membership>(record, [&](const live::Membership& one) { return render(one, board); });
  }
  // Its invite code is not everybody's.
  if (record.kind == "organization") {
    return subject<live::Organization>(record, [](const live::Organization& one) { return render(one, false); });
  }
  return "null";
}

std::string cause_of(const JournalRecord& record, Shows shows) {
  if (record.cause.empty()) return "null";
  if (shows == Shows::kWhatOwnersMaySee) return record.cause;
  auto cause = parse_json(record.cause);
  const Json* whole = std::get_if<Json>(&cause);
  if (!whole || !whole->object()) return "null";
  JsonObject shown = *whole->object();
  std::erase_if(shown, [](const JsonMember& member) { return member.key == "address"; });
  return to_text(Json(std::move(shown)));
}

}  // namespace

std::string time_text(Time at_us) {
  using namespace std::chrono;
  const sys_time<microseconds> at{microseconds(at_us)};
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss time(at - day);
  std::string text = "0000-00-00T00:00:00.000000Z";
  // Writes a number that ends before `end`, over the zeroes there.
  const auto put = [&](std::size_t end, std::int64_t number) {
    for (; number > 0; number /= 10) text[--end] = static_cast<char>('0' + number % 10);
  };
  put(4, std::clamp(static_cast<int>(date.year()), 0, 9999));
  put(7, static_cast<unsigned>(date.month()));
  put(10, static_cast<unsigned>(date.day()));
  put(13, time.hours().count());
  put(16, time.minutes().count());
  put(19, time.seconds().count());
  put(26, time.subseconds().count());
  return text;
}

std::string render(const live::User& user, std::int64_t organization_id) {
  JsonText json;
  json.begin_object();
  if (user.email) {
    json.text("email", *user.email);
  } else {
    json.null("email");
  }
  json.text("username", user.username).integer("id", user.id).boolean("is_active", user.is_active);
  if (organization_id != 0) {
    json.integer("organization_id", organization_id);
  } else {
    json.null("organization_id");
  }
  return json.end_object().take();
}

std::string render(const live::Organization& organization, bool shows_code) {
  JsonText json;
  json.begin_object().text("name", organization.name).integer("id", organization.id);
  if (shows_code) {
    json.text("invite_code", organization.invite_code);
  } else {
    json.null("invite_code");
  }
  time_member(json, "invite_expires_at", organization.invite_expires_us);
  if (organization.invite_uses_left >= 0) {
    json.integer("invite_uses_left", organization.invite_uses_left);
  } else {
    json.null("invite_uses_left");
  }
  if (organization.quota) {
    json.begin_object("quota");
    amounts(json, "", *organization.quota);
    json.end_object();
  } else {
    json.null("quota");
  }
  json.begin_array("queues");
  for (const live::Queue& queue : organization.queues) {
    json.begin_object();
    fill(json, queue);
    json.end_object();
  }
  json.end_array();
  time_member(json, "created_at", organization.created_us);
  json.integer("version", static_cast<std::int64_t>(organization.version));
  return json.end_object().take();
}

std::string render(const live::Membership& membership, const live::Board& board) {
  JsonText json;
  const live::UserPtr user = board.user(membership.user_id);
  json.begin_object().integer("user_id", membership.user_id).text("username", user ? user->username : std::string());
  if (user && user->email) {
    json.text("email", *user->email);
  } else {
    json.null("email");
  }
  json.text("role", live::name_of(membership.role)).boolean("owner", membership.owner);
  time_member(json, "since", membership.since_us);
  return json.end_object().take();
}

std::string render(const live::Session& session, const std::string& current_key, Time last_seen_us) {
  JsonText json;
  json.begin_object().text("id", session.key.substr(0, 16));
  time_member(json, "created_at", session.created_us);
  time_member(json, "last_seen_at", last_seen_us);
  json.text("address", session.address).text("user_agent", session.user_agent);
  json.boolean("current", session.key == current_key);
  return json.end_object().take();
}

std::string render(const live::Reservation& reservation) {
  const Closure& closure = reservation.closure;
  JsonText json;
  json.begin_object().integer("id", reservation.id).text("name", closure.name);
  const auto list = [&](const char* name, const auto& numbers) {
    json.begin_array(name);
    for (const auto number : numbers) json.integer(number);
    json.end_array();
  };
  list("nodes", closure.nodes);
  time_member(json, "starts_at", closure.from_us);
  time_member(json, "ends_at", closure.until_us);
  json.boolean("lets_finish", closure.lets_finish);
  list("users", closure.users);
  list("deployments", closure.job_numbers);
  return json.end_object().take();
}

std::string render(const live::ClusterShown& shown) { return cluster_text(shown.cluster, &shown.available); }

std::string render(const live::ClusterShown& shown, const std::optional<live::ClusterGpus>& measured) {
  return cluster_text(shown.cluster, &shown.available, [&](JsonText& json) {
    if (measured) {
      json.number("gpu_fragmented", measured->fragmented);
    } else {
      json.null("gpu_fragmented");
    }
  });
}

std::string render(const live::Deployment& deployment) {
  JsonText json;
  fill(json, deployment);
  return json.take();
}

std::string render(const live::Forecast& forecast) {
  JsonText json;
  json.begin_object().name("deployment");
  fill(json, forecast.deployment);
  json.begin_array("would_preempt");
  for (const std::int64_t id : forecast.victims) json.integer(id);
  json.end_array();
  time_member(json, "expected_start_at", forecast.expected_start_us.value_or(0));
  return json.end_object().take();
}

std::string render(const live::Explanation& explanation) {
  JsonText json;
  json.begin_object().integer("id", explanation.id).text("status", live::name_of(explanation.status));
  if (explanation.reason_class.empty()) {
    json.null("reason_class");
  } else {
    json.text("reason_class", explanation.reason_class);
  }
  json.text("text", explanation.text);
  json.begin_array("constraints");
  for (const auto& constraint : explanation.constraints) {
    json.begin_object().text("kind", constraint.kind);
    json.number("required", constraint.required).number("available", constraint.available);
    json.number("limit", constraint.limit).text("detail", constraint.detail).end_object();
  }
  json.end_array().begin_array("holders");
  for (const auto& holder : explanation.holders) {
    json.begin_object().integer("deployment_id", holder.deployment);
    amounts(json, "", holder.holds);
    json.integer("priority", holder.priority);
    time_member(json, "expected_end_at", holder.expected_end_us.value_or(0));
    json.end_object();
  }
  json.end_array();
  if (explanation.place_in_line) {
    json.integer("place_in_line", *explanation.place_in_line);
  } else {
    json.null("place_in_line");
  }
  time_member(json, "expected_start_at", explanation.expected_start_us.value_or(0));
  return json.end_object().take();
}

std::string render(const live::ClusterGpus& gpus) {
  JsonText json;
  json.begin_object().integer("cluster_id", gpus.cluster_id).number("gpus", gpus.all);
  json.number("allocated", gpus.allocated).number("idle", gpus.all - gpus.allocated);
  return json.number("fragmented", gpus.fragmented).end_object().take();
}

std::string render(const live::QueuesShown::Use& use) {
  JsonText json;
  json.begin_object();
  fill(json, use.queue);
  json.begin_object("held");
  amounts(json, "", use.held);
  return json.end_object().number("share", use.share).end_object().take();
}

std::string render(const JournalRecord& record, Shows shows, const live::Board& board) {
  JsonText json;
  json.begin_object().integer("id", static_cast<std::int64_t>(record.position));
  json.text("event", record.event).text("kind", record.kind).text("key", record.key);
  time_member(json, "at", record.at_us);
  json.raw("data", subject_of(record, board));
  json.raw("cause", cause_of(record, shows));
  return json.end_object().take();
}

std::string render_message(std::string_view message) {
  JsonText json;
  return json.begin_object().text("message", message).end_object().take();
}

}  // namespace berth::http
