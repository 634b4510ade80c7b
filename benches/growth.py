#!/usr/bin/env python3
"""How time and memory grow with the input: doubles packs, file size, findings, pools and nesting.

    benches/growth.py [BINARY]

BINARY is a release build (default: target/release/packlint). Prints a table in Markdown: cpu time is
the least of three runs, the exponent is that of the last doubling (1 is linear). Ends with status 1
where an exponent is above that of n log n by more than measuring errs.
"""

import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

# n log n has an exponent of about 1.1 at these sizes; the rest is what a busy machine adds.
MAX_EXPONENT = 1.4
# Below this a doubling says more about the machine than about packlint.
LEAST_SECONDS = 0.05
RUNS = 3


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def values(sections):
    head = "pack:\n  content:\n    images:\n      - image: docker.io/library/demo:1.0.0\nconfig:\n"
    section = (
        "  # What the component is given.\n  section{0}:\n    enabled: true\n    image: \"demo/section:{0}\"\n"
        "    resources:\n      limits: {{cpu: 500m, memory: 512Mi}}\n    args: [--verbose, '--level={0}']\n"
    )
    return head + "".join(section.format(number) for number in range(sections))


def pack(folder, name, sections):
    manifest = {
        "name": name,
        "displayName": name,
        "version": "1.0.0",
        "layer": "addon",
        "cloudTypes": ["aks"],
    }
    write(folder / "pack.json", json.dumps(manifest))
    write(folder / "values.yaml", values(sections))
    write(folder / "README.md", "# Demo\n")
    write(folder / "logo.png", "")


def packs(folder, number):
    for index in range(number):
        pack(folder / f"demo{index}-1.0.0", f"demo{index}", 20)
    return ["."]


def size(folder, sections):
    pack(folder / "demo-1.0.0", "demo", sections)
    return ["."]


def cluster(folder, pools, subnets="[{name: nodes, cidr: 10.0.0.0/8}]"):
    text = "cluster: demo\nnetwork: {networkPlugin: azure, networkPluginMode: overlay}\nvnet:\n"
    text += f"  addressSpace: [10.0.0.0/8]\n  subnets: {subnets}\nnodePools:\n"
    write(folder / "cluster.yaml", text + "\n".join(pools) + "\n")
    return ["cluster.yaml"]


def findings(folder, number):
    return cluster(folder, [f"  - {{name: Pool-{index}, count: 1, maxPods: 300}}" for index in range(number)])


def pools(folder, number):
    good = [f"  - {{name: p{index}, count: 1, mode: System}}" for index in range(number)]
    return cluster(folder, good)


def subnets(folder, number):
    ranges = [
        f"{{name: s{index}, cidr: 10.{index >> 8}.{index & 255}.0/24}}" for index in range(number)
    ]
    good = [f"  - {{name: p{index}, count: 1, mode: System, subnet: s{index}}}" for index in range(number)]
    return cluster(folder, good, f"[{', '.join(ranges)}]")


def nesting(folder, depth):
    # In brackets, so that the file grows with the depth and not with its square.
    deep = "{k: " * depth + "v" + "}" * depth
    lines = [f"  deep{index}: {deep}" for index in range(400)]
    write(folder / "values.yaml", "pack:\n" + "\n".join(lines) + "\n")
    return ["values.yaml"]


SERIES = [
    ("packs", packs, [1250, 2500, 5000, 10000]),
    ("sections of one values.yaml", size, [5000, 10000, 20000, 40000]),
    ("findings", findings, [2500, 5000, 10000, 20000]),
    ("node pools", pools, [2500, 5000, 10000, 20000]),
    ("subnets, a pool on each", subnets, [2500, 5000, 10000, 20000]),
    ("levels of nesting, 400 times", nesting, [25, 50, 100, 200]),
]


# A small process starts packlint: what counts as peak memory is at least that of the starter.
STARTER = """
import os, resource, subprocess, sys
run = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(run.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""


def measure(binary, folder, arguments):
    """Least cpu seconds of some runs, and peak MiB."""
    command = [binary, "check", "--no-config", "--format", "json", *arguments]
    best, peak = math.inf, 0.0
    for _ in range(RUNS):
        run = subprocess.run(
            [sys.executable, "-S", "-c", STARTER, *command], cwd=folder, capture_output=True, text=True, check=True
        )
        status, seconds, kib = run.stdout.split()
        if status not in ("0", "1"):
            sys.exit(f"packlint failed: {run.stderr}")
        best = min(best, float(seconds))
        peak = max(peak, float(kib) / 1024)
    return best, peak


def main():
    binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/packlint")
    print("| doubled | n | cpu s | peak MiB | exponent |")
    print("| --- | --: | --: | --: | --: |")
    worst = 0.0
    for name, make, sizes in SERIES:
        before = None
        for number in sizes:
            with tempfile.TemporaryDirectory() as folder:
                arguments = make(pathlib.Path(folder), number)
                seconds, peak = measure(binary, folder, arguments)
            exponent = math.log2(seconds / before) if before else None
            shown = "" if exponent is None else f"{exponent:.2f}"
            print(f"| {name} | {number:,} | {seconds:.2f} | {peak:.0f} | {shown} |", flush=True)
            if exponent is not None and before >= LEAST_SECONDS:
                worst = max(worst, exponent)
            before = seconds
    if worst > MAX_EXPONENT:
        sys.exit(f"an exponent of {worst:.2f} is above {MAX_EXPONENT}")


if __name__ == "__main__":
    main()
