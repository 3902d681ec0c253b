#include "api/web/curve_json.hpp"

#include <boost/json.hpp>

#include "api/web/curves.hpp"
#include "api/web/page_json.hpp"
#include "api/web/report.hpp"

namespace berth::web {

namespace json = boost::json;

json::object curve_json(std::span<const Step> steps, const MeasuredSpan& span) {
  const TimeCurve curve = shorten(steps, span, kCurvePoints);
  json::array first, second, third;
  if (curve.buckets.empty()) {
    for (const Step& step : curve.steps) {
      first.push_back(number(seconds(step.at_us)));
      second.push_back(number(step.value));
    }
    return {{"kind", "steps"}, {"at", first}, {"value", second}};
  }
  for (const TimeCurve::Bucket& bucket : curve.buckets) {
    first.push_back(number(bucket.least));
    second.push_back(number(bucket.greatest));
    third.push_back(number(bucket.mean));
  }
  return {{"kind", "buckets"}, {"least", first}, {"greatest", second}, {"mean", third}};
}

}  // namespace berth::web
