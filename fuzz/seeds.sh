#!/usr/bin/env bash
# Makes the seeds of the fuzz targets from the project's fixtures: fuzz/corpus/TARGET/*. A seed's
# name is the hash of its content, as libFuzzer names its own.
set -euo pipefail
cd "$(dirname "$0")"
fixtures=../fixtures

# seed TARGET: takes a seed from standard input.
seed() {
  local file
  mkdir -p "corpus/$1"
  file=$(mktemp "corpus/$1/.seed.XXXXXX")
  cat >"$file"
  mv "$file" "corpus/$1/$(sha1sum "$file" | cut -d ' ' -f 1)"
}

# each TARGET FIND-EXPRESSION...: every file that find gives is a seed.
each() {
  local target=$1 file
  shift
  find "$fixtures" -type f -size -64k "$@" -print0 | sort -z | while IFS= read -r -d '' file; do
    seed "$target" <"$file"
  done
}

each syntax -name '*.yaml'
each syntax -name '*.json'
each hcl -name '*.tf'
# What stands beside a module goes behind it.
find "$fixtures" -name '*.tfvars' -print0 | while IFS= read -r -d '' file; do
  cat "$(dirname "$file")"/*.tf <(printf '\n----\n') "$file" | seed hcl
done
find "$fixtures" -name '*.tgz' -print0 | while IFS= read -r -d '' file; do
  { printf '\0'; cat "$file"; } | seed archive
  # As a tar archive, where it is one.
  if gunzip --stdout "$file" >/dev/null 2>&1; then
    { printf '\1'; gunzip --stdout "$file"; } | seed archive
  fi
done
find "$fixtures" -type f -name schema.yaml -print0 | xargs -0 cat | grep -o '{{.*}}' | sort -u |
  while IFS= read -r template; do
    for value in 5003 true a 10.0.0.1; do printf '%s\n%s' "$template" "$value" | seed constraints; done
  done
each macros -path '*/values*' -name '*.yaml'
each cluster -path '*/clusters/*' -name '*.yaml'
each cluster -path '*/plan/*' -name '*.yaml'
each terraform_plan -path '*/plans/*' -name '*.json'
for text in '##vso[task.complete]x' '##[stop-commands]x' '::stop-commands::x' '@a #1 [b](https://c)'; do
  printf '%s' "$text" | seed output
done
each suppressions -path '*/clusters/*' -name '*.yaml'
find "$fixtures/clusters" "$fixtures/values" "$fixtures/packs" -type f -name '*.yaml' -size -64k -print0 |
  while IFS= read -r -d '' file; do
    case $file in
    */clusters/*) form='\0' ;;
    *) form='\1' ;;
    esac
    { printf "$form"; cat "$file"; } | seed fix
  done
