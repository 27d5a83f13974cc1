#!/usr/bin/env bash
# The search service under load: 100,000 requests (or $1) from 32 connections while its index is replaced every second, each answer checked; prints
# requests a second and the memory of the service. The same tests run with a few thousand requests in ./build.sh test.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export VDSH_SERVE_REQUESTS="${1:-100000}" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if ! dotnet test "$root/tests/Vdsh.Serve.Tests" -c Release --nologo -v q --filter FullyQualifiedName~LoadTests --logger "console;verbosity=detailed" >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
grep -E '^ ?(reload|watch): ' "$log" | sed 's/^ //' | sort -u
