#!/usr/bin/env bash
# Generates again beside the tree and compares: generated files in the tree are exactly what their sources give.
# Usage: check-generated.sh PNPM
set -euo pipefail
pnpm=$1
cd "$(git rev-parse --show-toplevel)"
fresh=.cache/verify
rm -rf "$fresh" && mkdir -p "$fresh/api/client" "$fresh/frontend/src/api"
bad=0
compare() { # compare COMMITTED FRESH COMMAND
  diff -u --label "$1 (in the tree)" --label "$1 (generated now)" "$1" "$2" | head -40 || true
  cmp -s "$1" "$2" || { echo "$1 is not what its source gives: run '$3' and commit." >&2; bad=1; }
}

# The Go side: the module is copied, so that its own generate directives run unchanged.
cp openapi.yaml "$fresh/"
(cd api && cp go.mod go.sum ./*.cfg.yaml doc.go "../$fresh/api/")
go generate -C "$fresh/api" .
for f in server.gen.go client/client.gen.go openapi.gen.yaml; do compare "api/$f" "$fresh/api/$f" "make generate/api"; done

# The TypeScript side: the one script writes into the tree, so the tree's copy is put aside and put back.
schema=frontend/src/api/schema.gen.ts
cp "$schema" "$fresh/$schema.kept"
trap 'cp "$fresh/$schema.kept" "$schema"' EXIT
"$pnpm" run --silent generate:api >/dev/null
cp "$schema" "$fresh/$schema"
cp -p "$fresh/$schema.kept" "$schema"
compare "$schema" "$fresh/$schema" "make generate/client"

# Documents made from code.
while read -r doc dir; do
  [ -f "$doc" ] || continue
  cp "$doc" "$fresh/kept.md"
  (cd "$dir" && go generate ./...)
  cp "$doc" "$fresh/fresh.md"
  cp "$fresh/kept.md" "$doc"
  compare "$doc" "$fresh/fresh.md" "make generate/docs"
done <<'LIST'
backend/simulator/COVERAGE.md backend/simulator
LIST
exit "$bad"
