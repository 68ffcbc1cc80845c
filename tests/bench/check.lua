-- SPDX-License-Identifier: Apache-2.0
-- For wrk: checks every answer, ends with a line "requests microseconds wrong".
-- wrk -s check.lua URL -- page FILE FILE-WITH-COOKIES      sends the cookies in turn; each answer is the page in FILE
-- wrk -s check.lua URL -- redirect FILE                    each answer is a 302 to a place that begins as FILE says
local threads = {}

local right = {
    page = function(status, headers, body) return status == 200 and body == expected end,
    redirect = function(status, headers)
        return status == 302 and headers["Location"]:sub(1, #expected) == expected
    end
}

function setup(thread)
    table.insert(threads, thread)
end

function init(args)
    is_right = right[args[1]]
    expected = io.open(args[2], "rb"):read("*a")
    wrong = 0
    turn = 0
    requests = args[3] and with_cookies(args[3]) or {wrk.format()}
end

function with_cookies(file)
    local all = {}
    for cookie in io.lines(file) do
        table.insert(all, wrk.format(nil, nil, {["Cookie"] = cookie}))
    end
    return all
end

function request()
    turn = turn % #requests + 1
    return requests[turn]
end

function response(status, headers, body)
    if not is_right(status, headers, body) then
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
