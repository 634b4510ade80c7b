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
# Expressions that Terraform's values are known of: what stands before the first ` => `.
grep -v '^#' ../tests/terraform_expressions.txt | sed 's/ => .*//' | while IFS= read -r line; do
  [ -z "$line" ] || printf '%s\n----\nobject({a = optional(string)})' "$line" | seed evaluator
done
kind=0
for line in 'c.yaml' 'x: &a [1]' 'v#: "{{.spectro.var.v@}}{{.spectro.var.v@}}"' '  - {name: p#, count: 1}' \
  'k#: {schema: "{{ format \"${number}\" }}"}' 'a@ = [local.a#, local.a#]' '  "k#": ["v@"],'; do
  for repeat in '%' '*' ','; do
    printf "\\$(printf '%o' "$kind")"'%s%s\n%s%s\n' "$repeat" "$line" ' ' "$line" | seed budgets
  done
  kind=$((kind + 1))
done
for text in '*.yaml' '!a/**' '{a,{b,c}}.y?ml' 'a/b/' '[a-c]*\ '; do
  printf '%s\0%s\n!a.yaml\0%s' "$text" "$text" "$text" | seed ignore
done
find "$fixtures/clusters" -type f -name '*.yaml' -size -8k -print0 | while IFS= read -r -d '' file; do
  { cat "$file"; printf '\n----\n{"name": "demo", "version": "1.0.0", "layer": "cni"}\n----\na: 1\n----\n'
    printf 'a: {schema: "{{ required }}"}\n----\n\n----\nmodule "x" {\n  source = "./x"\n  p = var.p\n}\n'
    printf '\n----\np = 1\n----\nvariable "p" {}\n----\n{}\n----\nexclude: [x]\n----\nx\n'; } | seed repository
done
