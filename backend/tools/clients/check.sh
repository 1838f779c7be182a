#!/usr/bin/env bash
# Generates clients of the contract for Go, TypeScript, Python and Java with the generators people use, and compiles each with a
# caller. Go and TypeScript always run; Python and Java need their tools and are skipped without them, except on CI.
# Everything is written under .cache/clients. Usage: check.sh PNPM
set -euo pipefail
pnpm=$1
cd "$(git rev-parse --show-toplevel)"
here=backend/tools/clients
out=$PWD/.cache/clients
mkdir -p "$out"
bad=0

step() { # step NAME COMMAND...: runs it, shows its output only when it fails
  local name=$1 log start=$SECONDS
  shift
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    echo "$name client: compiles ($((SECONDS - start)) s)"
  else
    echo "$name client: FAILED. A construct of openapi.yaml is too much for the generator; find a plainer one." >&2
    tail -40 "$log" >&2
    bad=1
  fi
  rm -f "$log"
}
skip() { # skip NAME WHAT
  if [ -n "${CI:-}" ]; then
    echo "$1 client: $2 is missing on this CI machine; install it." >&2
    bad=1
  else
    echo "SKIPPED: $1 client: $2 is not here."
  fi
}

go_client() { go vet -C api ./client; }

typescript_client() { "$pnpm" exec tsc -p "$here/typescript"; }

# The functions below run inside `if`, where bash ignores `set -e`: their commands are chained.
python_tools() { # python_tools VENV STAMP
  [ -f "$2" ] || {
    rm -rf "$1" && python3 -m venv "$1" &&
      "$1/bin/pip" install --quiet --disable-pip-version-check -r "$here/python/requirements.txt" && touch "$2"
  }
}

python_client() {
  local venv=$out/python-venv
  python_tools "$venv" "$venv/$(cksum <"$here/python/requirements.txt" | cut -d' ' -f1)" &&
    rm -rf "$out/python" "$out/python-path" && mkdir -p "$out/python-path" && ln -s ../python "$out/python-path/portal_client" &&
    PATH=$venv/bin:$PATH "$venv/bin/openapi-python-client" generate --path openapi.yaml --output-path "$out/python" --meta none --fail-on-warning &&
    "$venv/bin/python" -m compileall -q "$out/python" &&
    PYTHONPATH=$out/python-path "$venv/bin/python" "$here/python/use.py" portal_client
}

java_client() {
  rm -rf "$out/java" && mvn -q -B -f "$here/java/pom.xml" -Dcontract="$PWD/openapi.yaml" -Dout="$out/java" compile
}

step Go go_client
step TypeScript typescript_client
if command -v python3 >/dev/null && python3 -c 'import venv, ensurepip' 2>/dev/null; then step Python python_client; else skip Python "python3 with venv"; fi
if command -v mvn >/dev/null && command -v javac >/dev/null; then step Java java_client; else skip Java "a JDK with Maven"; fi
exit "$bad"
