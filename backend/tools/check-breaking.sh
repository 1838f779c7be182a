#!/usr/bin/env bash
# Compares openapi.yaml with the last committed version that differs from it and fails on a change that breaks clients,
# unless a line of api/rules/accepted-breaking.txt names it. Usage: check-breaking.sh OASDIFF
set -euo pipefail
oasdiff=$1
cd "$(git rev-parse --show-toplevel)"
accepted=api/rules/accepted-breaking.txt
base=.cache/verify-base.yaml
mkdir -p .cache

found=
for commit in $(git log -n 20 --format=%H -- openapi.yaml); do
  git show "$commit:openapi.yaml" >"$base" 2>/dev/null || continue
  if ! cmp -s "$base" openapi.yaml; then found=$commit; break; fi
done
if [ -z "$found" ]; then
  echo "SKIPPED: breaking changes: no earlier version of openapi.yaml in the history of this clone."
  exit 0
fi

grep -vE '^\s*(#|$)' "$accepted" >.cache/accepted-breaking.txt || true
echo "openapi.yaml against $(git log -1 --format='%h (%s)' "$found"):"
if ! "$oasdiff" breaking "$base" openapi.yaml --fail-on ERR --format singleline --err-ignore .cache/accepted-breaking.txt; then
  echo "The contract breaks its clients. Keep the old form beside the new one, or name the change in $accepted with the reason." >&2
  exit 1
fi
echo "no breaking change that is not accepted"
