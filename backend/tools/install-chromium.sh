#!/usr/bin/env bash
# Makes sure that a Chromium for the browser tests stands at PATH; installs Debian's package when it does not.
# Usage: install-chromium.sh PATH
set -euo pipefail
path=$1
[ -x "$path" ] && exit 0

give_up() {
  echo "The browser tests need Chromium at $path: $1" >&2
  echo "Install Chromium yourself and name it: make test CHROMIUM=/path/to/chromium" >&2
  exit 1
}
command -v apt-get >/dev/null || give_up "there is no apt-get here to install it with."
sudo=
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || give_up "installing it needs root, and there is no sudo."
  sudo="sudo -n"
fi
echo "installing Chromium from Debian's packages"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q >/dev/null || give_up "apt-get update failed."
$sudo apt-get install -y -q --no-install-recommends chromium fonts-liberation >/dev/null || give_up "apt-get install chromium failed."
[ -x "$path" ] || give_up "the package installed it somewhere else."
