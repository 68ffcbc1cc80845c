# SPDX-License-Identifier: Apache-2.0
"""The provider's second face, JSON under /control: a test says how it shall behave, and asks what it saw."""

import json
from collections import Counter

from .request_objects import new_decryption_key
from .tokens import foreign_key, sign_id_token
from .wire import json_answer


def answer(state, request):
    what = request.path.removeprefix("/control/")
    try:
        values = json.loads(request.body) if request.body else request.query
        with state.lock:
            return json_answer(ACTIONS[f"{request.method} {what}"](state, values))
    except (KeyError, TypeError, ValueError) as error:
        return json_answer({"error": f"{request.method} {request.target}: {error!r}"}, 400)


def reset(state, _values):
    state.reset()


def register(state, values):
    return state.register(values)


def set_user(state, values):
    state.users[values.pop("name_to_sign_in")] = values


def twist(state, values):
    if values.get("sign_with") in ("foreign", "unknown"):
        foreign_key(values.get("algorithm", "RS256"))  # made now, for an answer has a deadline
    state.twist(values)


def untwist(state, values):
    """Take back the twists of a tenant, or all."""
    state.twists = [twist for twist in state.twists if "tenant" in values and twist.tenant != values["tenant"]]


def rotate(state, values):
    keys = state.keys(values.get("tenant", ""))
    keys.rotate()
    keys.make()


def make_keys(state, values):
    state.keys(values.get("tenant", "")).make()


def set_keys(state, values):
    """Rename keys, show others than ours, or show some beside ours."""
    keys = state.keys(values.get("tenant", ""))
    keys.rename(values.get("kids", {}))
    for kind in values.get("decryption", ()):
        key = new_decryption_key(kind)
        keys.decryption[key["kid"]] = key
    if "published" in values:
        keys.published = values["published"]
    if "beside" in values:
        keys.published = values["beside"] + keys.public()["keys"]


def sign(state, values):
    """A token of these claims; twist is one of "id_token"."""
    client = state.clients[values["client_id"]]
    return sign_id_token(values["claims"], client.algorithm, state.keys(values.get("tenant", "")), client.client_secret,
                         values["twist"])


def set_issuer_end(state, values):
    state.issuer_ends[values["tenant"]] = values["ends"]


def requests(state, values):
    """What came, oldest first; of one endpoint, of one tenant."""
    return [entry for entry in state.requests
            if all(entry[name] == values[name] for name in ("endpoint", "tenant") if name in values)]


def counters(state, values):
    return Counter(entry["endpoint"] for entry in requests(state, values))


def revoke(state, values):
    """All that a user granted to a client."""
    grants = [*state.refresh_tokens.values(), *state.access_tokens.values()]
    for grant in {id(grant): grant for grant in grants}.values():
        if grant.client_id == values["client_id"]:
            state.revoke(grant)


def refreshes(state, values):
    return [entry["refresh_token"] for entry in state.refreshes if entry["client_id"] == values["client_id"]]


def reuses(state, _values):
    return state.reuses


def tokens(state, _values):
    return state.given


def request_objects(state, _values):
    return state.request_objects


def forget_requests(state, _values):
    state.requests.clear()
    state.request_objects.clear()
    state.given.clear()
    state.refreshes.clear()


ACTIONS = {
    "POST reset": reset,
    "POST clients": register,
    "POST users": set_user,
    "POST twists": twist,
    "DELETE twists": untwist,
    "POST keys/make": make_keys,
    "POST keys/rotate": rotate,
    "POST keys": set_keys,
    "POST tokens": sign,
    "POST issuer": set_issuer_end,
    "GET requests": requests,
    "DELETE requests": forget_requests,
    "GET counters": counters,
    "GET tokens": tokens,
    "POST revoke": revoke,
    "GET refreshes": refreshes,
    "GET reuses": reuses,
    "GET request_objects": request_objects,
}
