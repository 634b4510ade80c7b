"""Renders charts with real Helm, with and without values, and prints which of them change nothing.

Reads JSON on standard input: [{"chart": PATH, "values": YAML, "paths": [[KEY, ...], ...]}]. Prints for
each path whether the rendered chart is the same without the value, and with another one: a list of
booleans, or null where Helm cannot render the chart. Needs the package helm-python-sdk.
"""

import copy
import json
import sys

from helm_python import Chart
from helm_python.chart import values_from_yaml


def render(chart, values):
    """The rendered files; None where Helm refuses the values."""
    try:
        return chart.render(values=values, name="release", namespace="demo")
    except Exception:
        return None


def without_random(rendered, again):
    """The files that come out the same twice: certificates and passwords do not."""
    return {name: text for name, text in rendered.items() if again.get(name) == text}


def changed(values, path, to):
    values = copy.deepcopy(values)
    at = values
    for key in path[:-1]:
        at = at[key]
    if to is None:
        del at[path[-1]]
    else:
        at[path[-1]] = to
    return values


def other(value):
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, list):
        return value + [{"packlint": "other"}] if value and isinstance(value[0], dict) else ["packlint"]
    if isinstance(value, dict):
        return {**value, "packlint": "other"}
    return "packlint-other"


def check(case):
    with Chart.load(case["chart"]) as chart:
        values = values_from_yaml(case["values"])
        first, again = render(chart, values), render(chart, values)
        if first is None or again is None:
            return None
        stable = without_random(first, again)
        found = []
        for path in case["paths"]:
            value = values
            for key in path:
                value = value[key]
            same = True
            for to in (None, other(value)):
                rendered = render(chart, changed(values, path, to))
                same &= rendered is not None and all(
                    rendered.get(name) == text for name, text in stable.items()
                )
            found.append(same)
        return found


def main():
    print(json.dumps([check(case) for case in json.load(sys.stdin)]))


main()
