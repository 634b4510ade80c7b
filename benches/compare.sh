#!/usr/bin/env bash
# Times packlint beside the tools that people run over packs today, and beside floors that no reader
# of the same bytes can go below; prints a table in Markdown.
#
#   benches/compare.sh PACKS [MAIN_TF]
#
# PACKS is a folder of packs, MAIN_TF one Terraform file of an AKS cluster (default: the fixture's).
# Needs cargo, hyperfine and python3. Tools that cannot be installed from their usual registry are
# left out, and the table says so. PACKLINT=BINARY times a binary that is built already.
set -euo pipefail

packs=$(realpath "${1:?usage: benches/compare.sh PACKS [MAIN_TF]}")
cd "$(dirname "$0")/.."
terraform=$(realpath "${2:-fixtures/terraform/ok/aks/main.tf}")
schema=$(realpath schemas/pack.schema.json)
work=target/compare
mkdir -p "$work"
work=$(realpath "$work")

if [ -z "${PACKLINT:-}" ]; then
  cargo build --release --locked --quiet
  PACKLINT=$PWD/target/release/packlint
fi

[ -x "$work/venv/bin/pip" ] || python3 -m venv "$work/venv"
for package in yamllint ryl check-jsonschema pyyaml checkov; do
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check "$package" || true
done
command -v jsonschema-cli >/dev/null || [ -x "$work/bin/jsonschema-cli" ] ||
  cargo install --quiet --root "$work" jsonschema-cli || true
PATH="$work/venv/bin:$work/bin:$PATH"

# Copies, since a tool may write beside what it reads; and the folder twice, for a repository of twice
# the size.
rm -rf "$work/packs" "$work/twice"
mkdir -p "$work/twice"
cp -r "$packs" "$work/packs"
cp -r "$packs" "$work/twice/one"
cp -r "$packs" "$work/twice/two"
packs=$work/packs
one=$(find "$packs" -name pack.json -size -8k | sort | head -n 1)
one=$(dirname "$one")
find "$packs" -mindepth 2 -maxdepth 2 -name values.yaml | sort >"$work/values.txt"
find "$packs" -mindepth 2 -maxdepth 2 -name pack.json | sort >"$work/manifests.txt"
find "$packs" -type f | sort >"$work/files.txt"
files=$(tr '\n' ' ' <"$work/files.txt")
values=$(tr '\n' ' ' <"$work/values.txt")
manifests=$(tr '\n' ' ' <"$work/manifests.txt")

cat >"$work/events.py" <<'PY'
import sys, yaml
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        for _ in yaml.parse(file, Loader=yaml.CParser if hasattr(yaml, "CParser") else yaml.CLoader):
            pass
PY
cat >"$work/drop.py" <<'PY'
"""Asks the system to forget the pages of files, as far as a user may: their next read is cold."""
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        file = os.open(os.path.join(folder, name), os.O_RDONLY)
        os.fsync(file)
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(file)
PY

rows=$work/rows.tsv
: >"$rows"
# time_it GROUP NAME PREPARE COMMAND...: one row, where the command's program is there.
time_it() {
  local group=$1 name=$2 prepare=$3
  shift 3
  if ! command -v "${1%% *}" >/dev/null; then
    printf '%s\t%s\t\t\n' "$group" "$name" >>"$rows"
    return
  fi
  local json=$work/hyperfine.json
  if [ -n "$prepare" ]; then
    hyperfine -N -i --warmup 1 --min-runs 10 --prepare "$prepare" --export-json "$json" --style none "$*" >&2
  else
    hyperfine -N -i --warmup 2 --min-runs 10 --export-json "$json" --style none "$*" >&2
  fi
  local peak
  peak=$(python3 - "$@" <<'PY'
import resource, subprocess, sys
words = " ".join(sys.argv[1:]).split()
subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
PY
  )
  printf '%s\t%s\t%s\t%s\n' "$group" "$name" "$(tr -d '\n' <"$json")" "$peak" >>"$rows"
}

check="$PACKLINT check --no-config --format concise"
time_it start "packlint --version" "" "$PACKLINT --version"
time_it one "packlint, one pack by a file's name" "" "$check $one/values.yaml"
time_it packs "packlint, all rules" "" "$check $packs"
time_it packs "cat of the same bytes" "" "cat $files"
time_it packs "libyaml's events of the values (PyYAML CParser)" "" "python3 $work/events.py $values"
time_it packs "yamllint of the values" "" "yamllint -d relaxed $values"
time_it packs "ryl of the values" "" "ryl --no-cache -d relaxed $values"
time_it packs "check-jsonschema of the pack.json" "" "check-jsonschema --schemafile $schema $manifests"
time_it packs "jsonschema-cli of the pack.json" "" "jsonschema-cli $schema $(sed 's/^/-i /' "$work/manifests.txt" | tr '\n' ' ')"
time_it twice "packlint, all rules" "" "$check $work/twice"
time_it twice "packlint, all rules, files not in memory" "python3 $work/drop.py $work/twice" "$check $work/twice"
time_it terraform "packlint" "" "$check $terraform"
time_it terraform "checkov, framework terraform" "" "checkov --file $terraform --framework terraform --skip-download --quiet --compact"

python3 - "$rows" "$PACKLINT" "$packs" <<'PY'
import json, os, platform, sys

rows, binary, packs = sys.argv[1:]
titles = {
    "start": "Bare start",
    "one": "One pack",
    "packs": "The folder",
    "twice": "The folder twice",
    "terraform": "One Terraform file",
}
def processor():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()

count = sum("pack.json" in names for _, _, names in os.walk(packs))
size = os.path.getsize(binary) / 1e6
print(f"{os.cpu_count()} cores, {processor()}, {platform.system()} {platform.release()}; "
      f"{count} packs; binary {size:.1f} MB. Medians.\n")
print("| input | what | wall ms | cpu ms | peak MiB | x packlint's wall |")
print("| --- | --- | --: | --: | --: | --: |")
base = {}
for line in open(rows):
    group, name, text, peak = line.rstrip("\n").split("\t")
    title = titles[group]
    if not text:
        print(f"| {title} | {name} | not installed | | | |")
        continue
    result = json.loads(text)["results"][0]
    wall = result["median"] * 1e3
    cpu = (result["user"] + result["system"]) * 1e3
    base.setdefault(group, wall)
    print(f"| {title} | {name} | {wall:.1f} | {cpu:.1f} | {int(peak) / 1024:.0f} | {wall / base[group]:.1f} |")
PY
