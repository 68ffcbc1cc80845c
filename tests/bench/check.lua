-- SPDX-License-Identifier: Apache-2.0
-- For wrk: sends cookies in turn, checks status and body of every answer, ends with a line "requests microseconds wrong".
-- wrk -s check.lua URL -- FILE-WITH-THE-BODY FILE-WITH-COOKIES
local threads = {}

function setup(thread)
    table.insert(threads, thread)
end

function init(args)
    expected = io.open(args[1], "rb"):read("*a")
    wrong = 0
    requests = {}
    for cookie in io.lines(args[2]) do
        table.insert(requests, wrk.format(nil, nil, {["Cookie"] = cookie}))
    end
    turn = 0
end

function request()
    turn = turn % #requests + 1
    return requests[turn]
end

function response(status, headers, body)
    if status ~= 200 or body ~= expected then
        wrong = wrong + 1
    end
end

function done(summary, latency, requests)
    local errors = summary.errors
    local all_wrong = errors.connect + errors.read + errors.write + errors.timeout
    for _, thread in ipairs(threads) do
        all_wrong = all_wrong + thread:get("wrong")
    end
    print(string.format("%d %d %d", summary.requests, summary.duration, all_wrong))
end
