-- A random key a request; an answer counts only if it says that the key is good.
local requests = {}
wrong = 0

function init()
  local path, needle = os.getenv('BENCH_PATH'), os.getenv('BENCH_NEEDLE')
  expected = needle
  for key in io.lines(os.getenv('BENCH_KEYS')) do
    requests[#requests + 1] = 'GET ' .. path .. ' HTTP/1.1\r\nHost: bench\r\nx-api-key: ' .. key .. '\r\n\r\n'
  end
  math.randomseed(os.time())
end

function request()
  return requests[math.random(#requests)]
end

function response(status, _, body)
  if status ~= 200 or (expected ~= '' and not body:find(expected, 1, true)) then wrong = wrong + 1 end
end

local threads = {}
function setup(thread)
  threads[#threads + 1] = thread
end

function done(summary, latency)
  local lost = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  for _, thread in ipairs(threads) do lost = lost + thread:get('wrong') end
  io.write(string.format('RESULT {"requests":%d,"seconds":%f,"wrong":%d,"p50":%f,"p99":%f}\n',
    summary.requests, summary.duration / 1e6, lost, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
