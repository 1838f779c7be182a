#!/usr/bin/env bash
# Says in one line each what is missing to build the house, and what to install. Changes nothing.
set -euo pipefail

missing=0
need() { # need COMMAND WHAT
  command -v "$1" >/dev/null || { echo "missing: $1. Install $2." >&2; missing=1; return 1; }
}
older() { # older HAVE WANT: whether version HAVE is below WANT
  [ "$1" != "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -1)" = "$1" ]
}

need git "git" || true
if need go "Go 1.26 or newer"; then
  have=$(GOTOOLCHAIN=local go env GOVERSION | sed 's/^go//; s/ .*//')
  if older "$have" 1.26; then echo "Go $have is too old. Install Go 1.26 or newer." >&2; missing=1; fi
fi
if need node "Node 20.19 or newer"; then
  have=$(node --version | sed 's/^v//')
  if older "$have" 20.19; then echo "Node $have is too old. Install Node 20.19 or newer." >&2; missing=1; fi
fi
need npm "npm (it comes with Node)" || true
exit "$missing"
