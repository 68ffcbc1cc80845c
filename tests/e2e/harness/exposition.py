# SPDX-License-Identifier: Apache-2.0
"""A strict reader of Prometheus' text form, version 0.0.4: what is not of that form fails the test."""

import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
SAMPLE = re.compile(rf"({NAME})(?:\{{((?:[a-z_]+=\"(?:[^\"\\\n]|\\[\\\"n])*\",?)*)\}})? (-?\d+(?:\.\d+)?)")
LABEL = re.compile(r"([a-z_]+)=\"((?:[^\"\\\n]|\\[\\\"n])*)\"")
SUFFIXES = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}


def read(text):
    """{(name, frozenset of (label, value)): value}"""
    assert text == "" or text.endswith("\n")
    samples, seen, family, kind, helped = {}, set(), None, None, None
    for line in text.splitlines():
        if match := re.fullmatch(rf"# HELP ({NAME}) \S.*", line):
            helped = match[1]
            assert helped not in seen, f"{helped} comes twice"
            seen.add(helped)
        elif match := re.fullmatch(rf"# TYPE ({NAME}) (counter|gauge|histogram)", line):
            family, kind = match.groups()
            assert family == helped and (kind != "counter" or family.endswith("_total"))
        else:
            match = SAMPLE.fullmatch(line)
            assert match, line
            assert match[1] in [family + suffix for suffix in SUFFIXES[kind]], f"{line} is not of {family}"
            key = match[1], frozenset(LABEL.findall(match[2] or ""))
            assert key not in samples, f"{line} comes twice"
            samples[key] = float(match[3])
    for (name, labels), value in samples.items():
        if name.endswith("_bucket"):
            check_bucket(samples, name, labels, value)
    return samples


def check_bucket(samples, name, labels, value):
    """No bucket has more than the next one, and the last one has as many as there are."""
    others = frozenset(label for label in labels if label[0] != "le")
    bound = float(dict(labels)["le"])
    assert all(value <= more for (other, theirs), more in samples.items()
               if other == name and others < theirs and float(dict(theirs)["le"]) > bound)
    if bound == float("inf"):
        assert value == samples[name.removesuffix("_bucket") + "_count", others]


def figure(samples, name, **labels):
    return samples[name, frozenset(labels.items())]
