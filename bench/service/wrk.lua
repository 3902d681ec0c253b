-- What wrk is to send comes in by the environment; what it has measured goes out as one line for bench/service/wrk.cpp:
-- requests, microseconds, median and 99th percentile of the latency in microseconds, answers above 399, broken.
wrk.method = os.getenv("BERTH_METHOD") or "GET"
wrk.body = os.getenv("BERTH_BODY")
if wrk.body then wrk.headers["Content-Type"] = "application/json" end
if os.getenv("BERTH_COOKIE") then wrk.headers["Cookie"] = os.getenv("BERTH_COOKIE") end

done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("figures %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
