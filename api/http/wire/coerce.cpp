#include "api/http/wire/coerce.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "api/http/wire/email.hpp"
#include "api/http/wire/number_text.hpp"
#include "api/http/wire/utf8.hpp"
#include "api/http/wire/validate.hpp"

namespace berth::http {
namespace {

struct Wrong {
  std::string type;
  std::string msg;
  JsonObject ctx;
};
using Verdict = std::optional<Wrong>;

constexpr double kTwoTo63 = 9223372036854775808.0;

const Wrong& too_large_an_integer() {
  static const Wrong kWrong{
      "int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size", {}};
  return kWrong;
}

const Wrong& not_finite() {
  static const Wrong kWrong{"finite_number", "Input should be a finite number", {}};
  return kWrong;
}

// A bound as a sentence shows it: 0, 0.5.
std::string plain(double value) {
  std::array<char, 400> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed).ptr;
  return {buffer.data(), end};
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

Verdict check_bounds(const Field& field, double value) {
  const auto wrong = [&](const char* type, const char* words, const char* key, double bound) {
    const bool integer = field.type == FieldType::kInteger;
    return Wrong{type,
                 std::string("Input should be ") + words + " " + plain(bound),
                 {{key, integer ? Json(static_cast<std::int64_t>(bound)) : Json(bound)}}};
  };
  if (field.le && value > *field.le) return wrong("less_than_equal", "less than or equal to", "le", *field.le);
  if (field.lt && value >= *field.lt) return wrong("less_than", "less than", "lt", *field.lt);
  if (field.ge && value < *field.ge) return wrong("greater_than_equal", "greater than or equal to", "ge", *field.ge);
  if (field.gt && value <= *field.gt) return wrong("greater_than", "greater than", "gt", *field.gt);
  return std::nullopt;
}

Verdict integer_of_float(double given, std::int64_t& value) {
  if (!std::isfinite(given)) return not_finite();
  if (std::trunc(given) != given) {
    return Wrong{"int_from_float", "Input should be a valid integer, got a number with a fractional part", {}};
  }
  if (given <= -kTwoTo63 || given >= kTwoTo63) return too_large_an_integer();
  value = static_cast<std::int64_t>(given);
  return std::nullopt;
}

Verdict read_integer(const Json& given, std::int64_t& value) {
  if (const std::int64_t* integer = given.integer()) return value = *integer, std::nullopt;
  if (const bool* boolean = given.boolean()) return value = *boolean ? 1 : 0, std::nullopt;
  if (given.long_integer()) return too_large_an_integer();
  if (const double* number = given.number()) return integer_of_float(*number, value);
  if (!given.text()) return Wrong{"int_type", "Input should be a valid integer", {}};
  switch (integer_of_text(*given.text(), value)) {
    case IntegerText::kRead:
      return std::nullopt;
    case IntegerText::kTooLarge:
      return too_large_an_integer();
    case IntegerText::kNotAnInteger:
      break;
  }
  return Wrong{"int_parsing", "Input should be a valid integer, unable to parse string as an integer", {}};
}

Verdict coerce_integer(const Field& field, const Json& given, Json& result) {
  std::int64_t value = 0;
  if (Verdict wrong = read_integer(given, value)) return wrong;
  result = Json(value);
  return check_bounds(field, static_cast<double>(value));
}

Verdict coerce_number(const Field& field, const Json& given, Json& result) {
  const Wrong no_number{"float_type", "Input should be a valid number", {}};
  double value = 0;
  if (const double* number = given.number()) {
    value = *number;
  } else if (const std::int64_t* integer = given.integer()) {
    value = static_cast<double>(*integer);
  } else if (const LongInteger* digits = given.long_integer()) {
    value = float_of_digits(digits->digits);
    if (!std::isfinite(value)) return no_number;
  } else if (const bool* boolean = given.boolean()) {
    value = *boolean ? 1 : 0;
  } else if (const std::string* text = given.text()) {
    const std::optional<double> read = float_of_text(*text);
    if (!read) {
      return Wrong{"float_parsing", "Input should be a valid number, unable to parse string as a number", {}};
    }
    value = *read;
  } else {
    return no_number;
  }
  if (!std::isfinite(value)) return not_finite();
  result = Json(value);
  return check_bounds(field, value);
}

Verdict coerce_boolean(const Json& given, Json& result) {
  const Wrong no_boolean{"bool_type", "Input should be a valid boolean", {}};
  const Wrong unclear{"bool_parsing", "Input should be a valid boolean, unable to interpret input", {}};
  const auto is = [&](bool value) { return result = Json(value), Verdict(); };
  if (given.boolean()) return is(*given.boolean());
  if (const std::string* text = given.text()) {
    for (const char* word : {"1", "t", "y", "on", "yes", "true"}) {
      if (equal_ignoring_case(*text, word)) return is(true);
    }
    for (const char* word : {"0", "f", "n", "no", "off", "false"}) {
      if (equal_ignoring_case(*text, word)) return is(false);
    }
    return unclear;
  }
  if (!given.integer() && !given.number()) return no_boolean;
  const double number = given.integer() ? static_cast<double>(*given.integer()) : *given.number();
  if (number == 0 || number == 1) return is(number == 1);
  return std::trunc(number) == number && std::isfinite(number) ? unclear : no_boolean;
}

// What a string must be before anything else is asked of it.
Verdict check_text(const Json& given) {
  if (!given.text()) return Wrong{"string_type", "Input should be a valid string", {}};
  if (!is_utf8(*given.text())) {
    return Wrong{"string_unicode", "Input should be a valid string, unable to parse raw data as a unicode string", {}};
  }
  if (given.text()->find('\0') != std::string::npos) {
    return Wrong{"value_error", "Value error, text must not hold a null character", {}};
  }
  return std::nullopt;
}

Verdict coerce_text(const Field& field, const Json& given, Json& result) {
  if (Verdict wrong = check_text(given)) return wrong;
  const std::size_t length = count_characters(*given.text());
  if (field.max_length && length > *field.max_length) {
    return Wrong{"string_too_long",
                 "String should have at most " + counted(*field.max_length, "character"),
                 {{"max_length", *field.max_length}}};
  }
  if (field.min_length && length < *field.min_length) {
    return Wrong{"string_too_short",
                 "String should have at least " + counted(*field.min_length, "character"),
                 {{"min_length", *field.min_length}}};
  }
  result = given;
  return std::nullopt;
}

Verdict coerce_email(const Json& given, Json& result) {
  if (Verdict wrong = check_text(given)) return wrong;
  const EmailAddress address = parse_email(*given.text());
  if (!address.reason.empty()) {
    return Wrong{
        "value_error", "value is not a valid email address: " + address.reason, {{"reason", Json(address.reason)}}};
  }
  result = Json(address.normalized);
  return std::nullopt;
}

Verdict coerce_choice(const Field& field, const Json& given, Json& result) {
  for (const std::string& choice : field.choices) {
    if (given.text() && *given.text() == choice) return result = given, std::nullopt;
  }
  std::string expected;
  for (std::size_t i = 0; i < field.choices.size(); ++i) {
    if (i > 0) expected += i + 1 == field.choices.size() ? " or " : ", ";
    expected += "'" + field.choices[i] + "'";
  }
  return Wrong{"enum", "Input should be " + expected, {{"expected", Json(expected)}}};
}

Verdict coerce_scalar(const Field& field, const Json& given, Json& result) {
  switch (field.type) {
    case FieldType::kText:
      return coerce_text(field, given, result);
    case FieldType::kInteger:
      return coerce_integer(field, given, result);
    case FieldType::kNumber:
      return coerce_number(field, given, result);
    case FieldType::kBoolean:
      return coerce_boolean(given, result);
    case FieldType::kEmail:
      return coerce_email(given, result);
    case FieldType::kChoice:
      return coerce_choice(field, given, result);
    default:
      return result = given, std::nullopt;
  }
}

}  // namespace

Json echo(const Field& field, const Json& given) { return field.secret ? Json(kMasked) : given; }

void coerce(const Field& field, const Place& loc, const Json& given, Json& value, std::vector<Violation>& violations) {
  Verdict wrong = coerce_scalar(field, given, value);
  if (!wrong && field.check && value.text()) {
    if (std::optional<std::string> words = field.check(*value.text())) wrong = Wrong{"value_error", *words, {}};
  }
  if (wrong) violations.push_back({wrong->type, loc, wrong->msg, echo(field, given), wrong->ctx});
}

}  // namespace berth::http
