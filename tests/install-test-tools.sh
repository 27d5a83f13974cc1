#!/usr/bin/env bash
# Installs what some tests need beside .NET, on Debian and its relatives: a browser with its driver, and Python with NumPy.
# Tests that miss a tool are ignored with a message, so this never fails: it says what is there and what is not.
# "peers" installs instead what './build.sh bench peers' multiplies and trains beside: OpenBLAS with threads of its own, and PyTorch with one that shares PyTorch's.
set -uo pipefail
packages=(chromium chromium-driver python3-numpy fonts-dejavu-core)
[ "${1:-}" != peers ] || packages=(python3-torch python3-numpy libopenblas0-pthread libopenblas0-openmp)

missing=()
for package in "${packages[@]}"; do
  status="$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" || status=""
  [ "$status" = installed ] || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  echo "test tools: ${packages[*]} are installed"
  exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
  echo "test tools: skipped, 'apt-get' was not found; what needs ${missing[*]} will be skipped."
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "test tools: skipped, not root; for everything: sudo apt-get install --no-install-recommends ${missing[*]}"
  exit 0
fi
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if apt-get update >"$log" 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
  echo "test tools: installed ${missing[*]}"
else
  tail -n 5 "$log"
  echo "test tools: ${missing[*]} could not be installed; what needs them will be skipped."
fi
