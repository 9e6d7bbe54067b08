-- What the benchmarks have wrk do: ask for the paths in the file that PATHS names, in turn, or for one path without it; and
-- report in one line: requests, microseconds, bytes, p50 and p99 in microseconds, then the errors.

local file = os.getenv("PATHS")
local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

if file then
    local requests = {}
    local next

    function init()
        for path in io.lines(file) do
            requests[#requests + 1] = wrk.format(nil, path)
        end
        -- Each thread begins elsewhere.
        next = number * math.floor(#requests / 2)
    end

    function request()
        next = next % #requests + 1
        return requests[next]
    end
end

function done(summary, latency)
    local errors = summary.errors
    local values = {
        summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
        errors.connect, errors.read, errors.write, errors.status, errors.timeout,
    }
    local texts = {}
    for i, value in ipairs(values) do
        texts[i] = string.format("%.0f", value)
    end
    io.write("result " .. table.concat(texts, " ") .. "\n")
end
