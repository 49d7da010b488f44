-- Requests as the page sends them, each with the next of many keys; `wrk -s load.lua URL -- KEYS`.
-- What came of them is printed as one line of JSON.
local bodies = {}
local position = 0

function init(arguments)
  local keys = tonumber(arguments[1])
  local stamp = os.date("!%Y-%m-%dT%H:%M:%S.000Z")
  local base = math.random(0, 0x7fffffff)
  for number = 1, keys do
    bodies[number] = wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, string.format(
      '{"site":"global","api_key":"f11c4e80-0000-4000-8000-%06x%06x","passphrase":"Flicker-1",'
        .. '"timestamp":"%s","signature":"pFhLd3HQUnXCqC1ydO1JtJ1mAVlzqC3FHaC5H1yUuQ8="}',
      base % 0x1000000, number, stamp))
  end
end

function request()
  position = position % #bodies + 1
  return bodies[position]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f,"errors":%d,"statuses":%d}\n',
    summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
