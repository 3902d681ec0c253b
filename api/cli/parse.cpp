// The command line, read with CLI11; the only file that includes it.
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <sstream>

#include <CLI/CLI.hpp>

#include "api/cli/arguments.hpp"
#include "api/cli/table.hpp"
#include "api/cli/terminal.hpp"
#include "scenarios/nearest.hpp"
#include "scenarios/version.hpp"

namespace berth::cli {
namespace {

constexpr const char* kExitStatus =
    "Exit status: 0 done; 1 failed, or interrupted (what is done so far is shown,\n"
    "marked partial); 2 wrong flags or wrong input.";

constexpr std::size_t kExplanationColumn = 34;
constexpr std::uint64_t kJobsLimit = 100'000'000;
constexpr std::int32_t kUsersLimit = 1'000'000;

const std::map<std::string, Semantics> kSemantics = {{"batch", Semantics::kBatch}, {"event", Semantics::kEvent}};
const std::map<std::string, Through> kThrough = {{"actors", Through::kActors}, {"direct", Through::kDirect}};
const std::map<std::string, OverrunRule> kOverrun = {
    {"as-logged", OverrunRule::kAsLogged}, {"keep", OverrunRule::kKeep}, {"kill", OverrunRule::kKill}};
const std::map<std::string, LublinParameters::Kind> kKinds = {{"batch", LublinParameters::Kind::kBatch},
                                                              {"interactive", LublinParameters::Kind::kInteractive},
                                                              {"both", LublinParameters::Kind::kBoth}};

// An option whose value is one of a few names.
template <class Target, class Value>
CLI::Option* add_named(CLI::App* app, const std::string& flags, Target& target,
                       const std::map<std::string, Value>& names, const std::string& meaning) {
  std::string list;
  for (const auto& [name, value] : names) list += (list.empty() ? "" : "|") + name;
  return app
      ->add_option_function<std::string>(
          flags, [&target, &names](const std::string& name) { target = names.at(name); }, meaning)
      ->check(CLI::Validator(
          [&names, list](const std::string& name) {
            return names.contains(name) ? std::string() : "\"" + name + "\" is none of " + list;
          },
          ""))
      ->type_name(list);
}

void add_format(CLI::App* app, OutputFormat& format) {
  auto* json = app->add_flag_callback(
      "--json", [&] { format = OutputFormat::kJson; }, "print JSON");
  app->add_flag_callback(
         "--csv", [&] { format = OutputFormat::kCsv; }, "print CSV, times in seconds")
      ->excludes(json);
}

// A whole number from `smallest` to `largest`.
template <class Number>
CLI::Option* add_count(CLI::App* app, const std::string& flag, Number& target, Number smallest, Number largest,
                       const std::string& meaning) {
  return app->add_option(flag, target, meaning)
      ->check(CLI::Validator(
          [smallest, largest](const std::string& text) {
            Number number{};
            const bool fine = CLI::detail::lexical_cast(text, number) && number >= smallest && number <= largest;
            return fine ? std::string()
                        : "\"" + text + "\" is no whole number from " + std::to_string(smallest) + " to " +
                              std::to_string(largest);
          },
          ""))
      ->type_name("N");
}

// A count, or the file of a node list.
CLI::Option* add_nodes(CLI::App* app, MachineArguments& machine) {
  const auto is_number = [](const std::string& text) {
    return text.find_first_not_of("+-.0123456789") == std::string::npos;
  };
  return app
      ->add_option_function<std::string>(
          "--nodes",
          [&machine, is_number](const std::string& text) {
            if (is_number(text)) {
              CLI::detail::lexical_cast(text, machine.nodes);
            } else {
              machine.node_list = text;
            }
          },
          "the machine, over a log's header: so many nodes of one processor (of 8 GPUs for the trace of a GPU "
          "cluster), "
          "or the file of a node list")
      ->check(CLI::Validator(
          [is_number](const std::string& text) {
            std::int64_t number = 0;
            if (CLI::detail::lexical_cast(text, number) && number >= 1 && number <= kCountLimit) return std::string();
            std::error_code ignored;
            if (!is_number(text) && std::filesystem::is_regular_file(text, ignored)) return std::string();
            return "\"" + text + "\" is no whole number from 1 to " + std::to_string(kCountLimit) +
                   ", nor the file of a node list";
          },
          ""))
      ->type_name("N|FILE");
}

CLI::Option* add_strict(CLI::App* app, bool& strict) {
  return app->add_flag("--strict", strict,
                       "end with status 2 where a row of a log is malformed, instead of leaving it out");
}

// Digits alone: "-1" and what is too large would else be taken as the largest number there is.
CLI::Option* check_seed(CLI::Option* option) {
  return option
      ->check(CLI::Validator(
          [](const std::string& text) {
            std::uint64_t seed = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
            const bool fine = error == std::errc() && end == text.data() + text.size();
            return fine ? std::string()
                        : "\"" + text + "\" is no whole number from 0 to " +
                              std::to_string(std::numeric_limits<std::uint64_t>::max());
          },
          ""))
      ->type_name("N");
}

CLI::Option* add_seed(CLI::App* app, std::uint64_t& seed) {
  return check_seed(app->add_option("--seed", seed, "seed of a generated workload"))->capture_default_str();
}

void add_run_flags(CLI::App* app, RunArguments& arguments) {
  app->add_option("FILE", arguments.file, "a scenario, or a log (SWF, Batsim, openb, Philly, Helios, PAI; .gz too)")
      ->required()
      ->type_name("");
  add_named(app, "--semantics", arguments.semantics, kSemantics,
            "what happens at one instant: batch (all completions, all submissions, one pass; the default) or event "
            "(one by one, a pass after each)");
  add_named(app, "--overrun", arguments.overrun, kOverrun,
            "what happens to a job that outlives its requested time (as-logged: what the log's format says)");
  add_named(app, "--through", arguments.through, kThrough,
            "replay through the actors or by direct calls: the same decisions");
  add_nodes(app, arguments.machine);
  add_strict(app, arguments.strict);
  app->add_option("--out", arguments.out, "folder for jobs.csv, schedule.csv, decisions.csv, result.json, report.html")
      ->type_name("DIR");
  add_format(app, arguments.format);
}

CLI::Option* add_threads(CLI::App* app, const std::string& flag, unsigned& threads, const std::string& meaning) {
  constexpr unsigned kThreadsLimit = 1024;
  return add_count(app, flag, threads, 1U, kThreadsLimit, meaning);
}

// Help with its long lines broken: the explanations stay in their column.
std::string broken_at_words(const std::string& help) {
  constexpr std::size_t kWidth = 100;
  std::istringstream lines(help);
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    if (display_width(line) <= kWidth) {
      text += line + '\n';
      continue;
    }
    const bool explains = line.starts_with("  ") && line.size() > kExplanationColumn;
    const std::size_t indent = explains ? kExplanationColumn : 0;
    std::string broken = wrapped(line.substr(indent), kWidth, indent);
    broken.replace(0, indent, line.substr(0, indent));
    text += broken;
  }
  return text;
}

// Everything the flags are read into, and what was chosen.
struct Parser {
  CLI::App app{
      "Berth schedules clusters, live and in replay. This command replays workloads in virtual time and\n"
      "tells which policy serves them best.",
      "berth"};
  ReplayArguments replay;
  CompareArguments compare;
  StatsArguments stats;
  LublinArguments lublin;
  PoissonArguments poisson;
  ConvertArguments convert;
  GetArguments get;
  PoliciesArguments policies;
  ServeArguments serve;
  ExportArguments exported;
  std::vector<std::string> help_of;
  std::function<Command()> chosen;

  Parser();
  void add_replay();
  void add_compare();
  void add_workload();
  void add_generate(CLI::App* workload);
  void add_policies();
  void add_serve();
  void add_export();
  std::string help_text() const;
};

Parser::Parser() {
  app.require_subcommand(1);
  app.get_formatter()->column_width(kExplanationColumn);
  app.set_help_flag("-h,--help", "show this help");
  app.set_version_flag("--version", "berth " + std::string(program_version()) + "\n", "show the version");
  app.footer(std::string("Examples:\n"
                         "  berth compare log.swf.gz\n"
                         "  berth replay log.swf.gz --policy order=sjf,backfill=easy --out results\n"
                         "  berth policies easy\n\n") +
             kExitStatus);
  add_replay();
  add_compare();
  add_workload();
  add_policies();
  add_serve();
  add_export();
  auto* help = app.add_subcommand("help", "show the help of a command");
  help->add_option("COMMAND", help_of, "the command")->type_name("");
  help->callback([this] { chosen = [this] { return HelpArguments{broken_at_words(help_text())}; }; });
}

void Parser::add_replay() {
  auto* command = app.add_subcommand("replay", "replay a workload under one policy");
  replay.through = Through::kActors;
  add_run_flags(command, replay);
  command->add_option("--policy", replay.policies, "order=…,backfill=… (default order=fcfs,backfill=easy)")
      ->type_name("P")
      ->expected(1);
  check_seed(command->add_option("--seed", replay.seeds, "seed of a generated workload"))->expected(1);
  add_threads(command, "--workers", replay.workers, "threads of the actors (default: one per processor)");
  command->footer(std::string("Examples:\n"
                              "  berth replay log.swf.gz\n"
                              "  berth replay log.swf --nodes 128 --policy order=sjf,backfill=easy --json\n"
                              "  berth replay scenario.json --semantics event --out results\n\n") +
                  kExitStatus);
  command->callback([this] { chosen = [this] { return replay; }; });
}

void Parser::add_compare() {
  auto* command = app.add_subcommand("compare", "replay a workload under several policies, side by side");
  add_run_flags(command, compare);
  command
      ->add_option("--policy", compare.policies,
                   "a policy to compare, given once for each (default: the scenario's, "
                   "or seven well-known ones)")
      ->type_name("P")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      ->add_option("--variant", compare.variants,
                   "other clusters to try, given once for each: +20 or -20 nodes (+20:GROUP), x1.5, -rack:3")
      ->type_name("V")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  check_seed(command->add_option("--seed", compare.seeds, "a seed of a generated workload, given once for each"))
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_threads(command, "--jobs", compare.workers, "replays at once (default: one per processor)");
  command->footer(std::string("Examples:\n"
                              "  berth compare log.swf.gz\n"
                              "  berth compare log.swf.gz --policy fcfs,easy --policy sjf,easy --csv\n"
                              "  berth compare log.swf.gz --policy fcfs,easy --variant +20 --variant x2\n"
                              "  berth compare scenario.json --seed 1 --seed 2 --out results\n\n") +
                  kExitStatus);
  command->callback([this] { chosen = [this] { return compare; }; });
}

void Parser::add_workload() {
  auto* workload = app.add_subcommand("workload", "look at, generate, convert and download workloads");
  workload->require_subcommand(1);

  auto* command = workload->add_subcommand("stats", "what a workload is made of");
  command->add_option("FILE", stats.file, "a log or a scenario")->required()->type_name("");
  add_nodes(command, stats.machine);
  add_strict(command, stats.strict);
  check_seed(command->add_option("--seed", stats.seed, "seed of a generated workload (default: the scenario's first)"));
  add_format(command, stats.format);
  command->footer("Examples:\n  berth workload stats log.swf.gz\n  berth workload stats log.swf --json");
  command->callback([this] { chosen = [this] { return stats; }; });

  add_generate(workload);

  command = workload->add_subcommand("convert", "convert a log; formats by the names' endings: .swf, .swf.gz, .json");
  command->add_option("IN", convert.input, "the log to read")->required()->type_name("");
  command->add_option("OUT", convert.output, "the file to write")->required()->type_name("");
  add_strict(command, convert.strict);
  command->footer("Examples:\n  berth workload convert log.swf.gz batsim.json\n  berth workload convert w.json w.swf");
  command->callback([this] { chosen = [this] { return convert; }; });

  command = workload->add_subcommand("get", "download a known public log from its publisher, checked by its checksum");
  command->add_option("NAME", get.name, "which; without it, the names there are")->type_name("");
  command->add_option("--out", get.folder, "folder it is put in")->type_name("DIR")->capture_default_str();
  command->add_option("--mirror", get.mirror, "where to ask instead of the publisher")->type_name("URL");
  command->add_option("--sha256", get.sha256, "of the decompressed log, instead of the pinned one")->type_name("HEX");
  command->footer("Examples:\n  berth workload get\n  berth workload get kth-sp2 --out logs");
  command->callback([this] { chosen = [this] { return get; }; });
}

void Parser::add_generate(CLI::App* workload) {
  auto* generate = workload->add_subcommand("generate", "make a workload: the same bytes for the same seed");
  generate->require_subcommand(1);

  auto* command = generate->add_subcommand("lublin", "the model of Lublin & Feitelson (2003)");
  LublinParameters& parameters = lublin.parameters;
  add_count(command, "--jobs", parameters.jobs, std::uint64_t{1}, kJobsLimit, "how many")->capture_default_str();
  add_count(command, "--processors", parameters.processors, std::int64_t{1}, kCountLimit, "of the machine")
      ->capture_default_str();
  add_named(command, "--kind", parameters.kind, kKinds, "of jobs (default both)");
  // The models themselves say what their numbers may be.
  command
      ->add_option("--load", parameters.load,
                   "scale arrivals to this offered load, 1 being just full (default: as published)")
      ->type_name("X");
  command->add_option("--overestimate", parameters.overestimate, "requested time is up to this many times the run time")
      ->type_name("X")
      ->capture_default_str();
  add_count(command, "--users", parameters.users, 0, kUsersLimit, "how many; 0: one unknown user")
      ->capture_default_str();
  add_seed(command, lublin.seed);
  command->add_option("-o,--out", lublin.out, "file, .swf, .swf.gz or .json (default: SWF to stdout)")
      ->type_name("FILE");
  command->footer("Example:\n  berth workload generate lublin --jobs 100000 --load 0.9 -o lublin.swf.gz");
  command->callback([this] { chosen = [this] { return lublin; }; });

  command = generate->add_subcommand("poisson", "Poisson arrivals, sizes and run times from chosen distributions");
  add_count(command, "--jobs", poisson.jobs, std::uint64_t{1}, kJobsLimit, "how many")->capture_default_str();
  command->add_option("--arrivals-per-hour", poisson.arrivals_per_hour, "on average")
      ->type_name("X")
      ->capture_default_str();
  command->add_option("--replicas", poisson.replicas, "processors a job asks for")
      ->type_name("DIST")
      ->capture_default_str();
  command->add_option("--run", poisson.run_s, "run time in seconds")->type_name("DIST")->capture_default_str();
  command->add_option("--overestimate", poisson.overestimate, "requested time ÷ run time")
      ->type_name("DIST")
      ->capture_default_str();
  add_count(command, "--users", poisson.users, 0, kUsersLimit, "how many; 0: one unknown user")->capture_default_str();
  add_seed(command, poisson.seed);
  command->add_option("-o,--out", poisson.out, "file, .swf, .swf.gz or .json (default: SWF to stdout)")
      ->type_name("FILE");
  command->footer(
      "A distribution (DIST): 5, uniform(1,64), log-uniform(1,64), exponential(3600), log-normal(600,1.5),\n"
      "weibull(600,0.7), choice(1:0.5,4:0.3,16:0.2)\n\n"
      "Example:\n  berth workload generate poisson --jobs 1000 --run 'exponential(3600)' -o poisson.swf");
  command->callback([this] { chosen = [this] { return poisson; }; });
}

void Parser::add_serve() {
  auto* command = app.add_subcommand("serve", "serve the HTTP API: tenants, clusters and deployments");
  auto* data = command->add_option("--data", serve.data, "keep the state in this folder (default: berth-data)");
  auto* url =
      command->add_option("--database-url", serve.database_url,
                          "keep it in Postgres: postgresql://… (default: DATABASE_URL, or PGHOST and its like)");
  auto* ephemeral = command->add_flag("--ephemeral", serve.ephemeral, "keep it in memory only");
  data->excludes(url)->excludes(ephemeral);
  url->excludes(ephemeral);
  command->add_option("--host", serve.host, "listen on this address (default 127.0.0.1)");
  command->add_option("--port", serve.port, "listen on this port; 0: any that is free (default 8000)")
      ->check(CLI::Range(0, 65535));
  command->add_flag("--demo", serve.demo, "with an organization, two clusters and a stream of deployments to watch");
  command->add_flag("--tls", serve.tls, "clients reach it over TLS, by a proxy: Secure cookies, HSTS");
  command->add_flag("--trust-proxy", serve.trust_proxy, "the last X-Forwarded-For says who the client is");
  command->add_flag("--no-query-login", serve.no_query_login, "refuse credentials in a query");
  command->add_flag("--refuse-never", serve.refuse_never, "answer a deployment that never fits with 422, not pending");
  command
      ->add_option("--allow-origin", serve.allowed_origins,
                   "another site whose pages may call (CORS): https://app.example")
      ->check([](const std::string& origin) {
        const std::size_t host = origin.find("://");
        const bool fine = (origin.starts_with("http://") || origin.starts_with("https://")) &&
                          origin.size() > host + 3 && origin.find_first_of("/?# ", host + 3) == std::string::npos;
        return fine ? std::string() : origin + " is no origin: write scheme://host or scheme://host:port, no path";
      });
  command->add_option("--allow-host", serve.allowed_hosts, "a name this server is reached by");
  command
      ->add_option("--session-idle", serve.session_idle_s,
                   "seconds until an unused session ends (default 1800; SESSION_MAX_AGE)")
      ->envname("SESSION_MAX_AGE")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{31'536'000}));
  command->add_option("--session-end", serve.session_absolute_s, "seconds until any session ends (default 43200)")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{31'536'000}));
  command->add_option("--rate-limit", serve.rate_limit, "requests a minute of a session (default 6000)")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  command
      ->add_option("--entrance-limit", serve.entrance_limit,
                   "logins, registrations and joins a minute of an address, each (default 240)")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  command->add_option("--in-flight", serve.commands_in_flight, "changes on their way at once (default 96)")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{100'000}));
  command->add_option("--workers", serve.workers, "threads that answer requests (default 160)")
      ->check(CLI::Range(std::int64_t{2}, std::int64_t{4096}));
  command
      ->add_option("--lease", serve.lease_s,
                   "seconds after which another server may take over from one that hangs, on Postgres (default 10)")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{3600}));
  command->add_option("--argon2-memory", serve.argon2_memory_mib, "MiB a password hash takes (default 46)")
      ->check(CLI::Range(std::int64_t{8}, std::int64_t{4096}));
  command->add_option("--argon2-passes", serve.argon2_passes, "passes a password hash takes (default 1)")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{100}));
  command->add_flag("--log-requests", serve.log_requests, "a line on stderr for each request, without its query");
  command->footer(
      "Environment: DATABASE_URL, PGHOST …, SESSION_COOKIE_NAME, SESSION_MAX_AGE,\n"
      "and BERTH_METRICS_TOKEN, which opens /metrics to other machines that send it as bearer\n\n"
      "Examples:\n  berth serve\n  berth serve --demo\n  berth serve --data /var/lib/berth --tls --trust-proxy\n"
      "  berth serve --database-url postgresql://berth@localhost/berth");
  command->callback([this] { chosen = [this] { return serve; }; });
}

void Parser::add_export() {
  auto* command =
      app.add_subcommand("export", "write out what a server has recorded, or prove that it decides so again");
  auto* data = command->add_option("--data", exported.data, "the folder the state is in (default: berth-data)");
  auto* url =
      command->add_option("--database-url", exported.database_url,
                          "the Postgres it is in: postgresql://… (default: DATABASE_URL, or PGHOST and its like)");
  data->excludes(url);
  auto* out = command->add_option("--out", exported.out, "write to this file, for its owner only (default: stdout)");
  command
      ->add_flag("--verify", exported.verify,
                 "write nothing: decide every recorded scheduling command again and compare")
      ->excludes(out);
  command->footer(
      "One JSON object a line for each record, oldest first. It holds all that the server knows,\n"
      "hashes of passwords and of session tokens and invite codes among it. No server may be running\n"
      "on the same state.\n\n"
      "Examples:\n  berth export --data /var/lib/berth --out journal.jsonl\n"
      "  berth export --verify --database-url postgresql://berth@localhost/berth");
  command->callback([this] { chosen = [this] { return exported; }; });
}

void Parser::add_policies() {
  auto* command = app.add_subcommand("policies", "explain the algorithms policies are made of");
  command->add_option("NAME", policies.name, "one of them, in full")->type_name("");
  command->add_flag("--json", policies.json, "print JSON");
  command->footer("Examples:\n  berth policies\n  berth policies conservative\n  berth policies --json");
  command->callback([this] { chosen = [this] { return policies; }; });
}

std::string Parser::help_text() const {
  const CLI::App* command = &app;
  std::string prefix;
  for (const std::string& name : help_of) {
    prefix += command->get_name() + " ";
    command = command->get_subcommand(name);  // throws where there is none
  }
  // Of the whole program, CLI11 would show the help of the command that was given: of `help` itself.
  if (command == &app) return app.get_formatter()->make_help(&app, app.get_name(), CLI::AppFormatMode::Normal);
  return command->help(prefix.substr(0, prefix.size() - 1));
}

// A word in a command's place that is none: says which was meant. Empty when the words are fine so far.
std::string unknown_command(const CLI::App& app, int argument_count, const char* const* arguments) {
  const CLI::App* command = &app;
  std::string path = "berth";
  for (int i = 1; i < argument_count && arguments[i][0] != '-'; ++i) {
    const auto known = command->get_subcommands([](const CLI::App*) { return true; });
    if (known.empty()) return {};
    const std::string word = arguments[i];
    std::vector<std::string_view> names;
    std::string list;
    const CLI::App* found = nullptr;
    for (const CLI::App* one : known) {
      names.push_back(one->get_name());
      list += (list.empty() ? "" : ", ") + one->get_name();
      if (one->get_name() == word) found = one;
    }
    if (found == nullptr) {
      const std::string_view near = nearest_of(word, names);
      return path + ": there is no command \"" + word.substr(0, 100) + "\"" +
             (near.empty() ? "" : " (did you mean " + std::string(near) + "?)") + "; there are: " + list;
    }
    if (command == &app && word == "help") continue;  // what follows names a command of the root again
    path += " " + word;
    command = found;
  }
  return {};
}

// The command whose help fits an error: the deepest one that was given.
std::string path_of(const CLI::App& app) {
  std::string path = "berth";
  const CLI::App* command = &app;
  while (true) {
    const auto given = command->get_subcommands();
    if (given.empty()) return path;
    command = given.front();
    path += " " + command->get_name();
  }
}

}  // namespace

std::variant<Command, ExitStatus> parse(int argument_count, const char* const* arguments) {
  Parser parser;
  if (argument_count <= 1) {
    say(broken_at_words(parser.app.help()));
    return kUsage;
  }
  if (const std::string wrong = unknown_command(parser.app, argument_count, arguments); !wrong.empty()) {
    say(wrong + "\nTry `berth --help`.");
    return kUsage;
  }
  try {
    parser.app.parse(argument_count, arguments);
    return parser.chosen();
  } catch (const CLI::CallForVersion& version) {
    return Command(HelpArguments{version.what()});
  } catch (const CLI::Success& success) {  // --help of some command
    std::ostringstream text, errors;
    parser.app.exit(success, text, errors);
    return Command(HelpArguments{broken_at_words(text.str())});
  } catch (const CLI::Error& error) {
    const std::string path = path_of(parser.app);
    say(path + ": " + error.what() + "\nTry `" + path + " --help`.");
    return kUsage;
  }
}

}  // namespace berth::cli
