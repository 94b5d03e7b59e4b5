-- Asks one endpoint with each of some parameters in turn, and tells percentiles.
local paths, turn = {}, 0

function init(arguments)
  for at = 2, #arguments do
    paths[#paths + 1] = string.gsub(os.getenv("REST"), "%%s", arguments[1], 1) .. "&" .. arguments[at]
  end
end

function request()
  turn = turn % #paths + 1
  return wrk.format("GET", paths[turn])
end

function done(summary, latency)
  local errors = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("p50 %.1f  p95 %.1f  p99 %.1f ms, %.0f/s, %d errors\n", latency:percentile(50) / 1000,
    latency:percentile(95) / 1000, latency:percentile(99) / 1000, summary.requests / (summary.duration / 1e6), errors))
end
