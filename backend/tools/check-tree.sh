#!/usr/bin/env bash
# The shape of the repository: the top level holds exactly what the README's map names, nothing machine-local is in git,
# and no file has grown past what a person reads in one sitting.
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"
bad=0
say() { echo "$*" >&2; bad=1; }

want="LICENSE Makefile README.md api backend frontend go.work infra openapi.yaml package.json pnpm-lock.yaml"
have=$(git ls-files | cut -d/ -f1 | sort -u | grep -v '^\.' | tr '\n' ' ')
for name in $want; do [[ " $have" == *" $name "* ]] || say "top level: $name is missing from git."; done
for name in $have; do [[ " $want " == *" $name "* ]] || say "top level: $name does not belong there; move it into api, backend, frontend or infra."; done

if git ls-files | grep -qE '(^|/)go\.work\.sum$'; then say "go.work.sum is in git: modules build with GOWORK=off, remove it."; fi
if [ -f pnpm-lock.yaml ] && grep -nE '^\s*(tarball|registry):' pnpm-lock.yaml >&2; then
  say "pnpm-lock.yaml names a registry host: install again with the default registry settings."
fi

# Lines a hand-written file may have: 600, tests 800. Generated files and test data are not read by people.
while read -r lines file; do
  [ "$file" = total ] && continue
  limit=600
  case "$file" in *_test.go | *.test.ts | *.test.tsx | *.spec.ts) limit=800 ;; esac
  [ "$lines" -le "$limit" ] || say "$file has $lines lines (limit $limit): split it by what it holds."
done < <(git ls-files -- '*.go' '*.ts' '*.tsx' '*.css' '*.sh' | grep -vE '\.gen\.|/testdata/' | while read -r f; do [ -f "$f" ] && wc -l "$f"; done)

exit "$bad"
