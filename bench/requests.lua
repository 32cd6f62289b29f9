-- One request after another for wrk, from a file of encoded queries, one a line.
-- Arguments: the path up to and with "query=", the file, and "fresh" or "same".
-- A fresh request ends in a comment of its own, so that no cache of answers has met it.

local nth_thread = 0
local threads = {}

function setup(thread)
  nth_thread = nth_thread + 1
  thread:set("nth", nth_thread)
  table.insert(threads, thread)
end

function init(args)
  path, refused = args[1], 0
  fresh = args[3] == "fresh"
  queries = {}
  for line in io.lines(args[2]) do
    queries[#queries + 1] = line
  end
  sent = nth * 7919
  run = tostring(os.time())
end

function request()
  sent = sent + 1
  local query = queries[sent % #queries + 1]
  if fresh then
    query = query .. "%0A%23" .. run .. "-" .. nth .. "-" .. sent
  end
  return wrk.format("GET", path .. query)
end

function response(status)
  if status ~= 200 then
    refused = refused + 1
  end
end

function done(summary, latency)
  local refusals = 0
  for _, thread in ipairs(threads) do
    refusals = refusals + thread:get("refused")
  end
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), refusals,
    errors.connect + errors.read + errors.write + errors.timeout))
end
