#!/usr/bin/env bash
# The search service under load, on loopback: 100,000 requests (or $1) from 32 connections while its index is replaced, each answer checked; then the
# searches of one caller, in turns of 4 seconds (or $2) alone and beside callers who send slowly or never read, who send gzip bodies and bombs, bodies
# of 16 MiB, or ask for reloads without a pause. The same tests run for a moment in ./build.sh test.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export VDSH_SERVE_REQUESTS="${1:-100000}" VDSH_SERVE_SECONDS="${2:-4}" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if ! dotnet test "$root/tests/Vdsh.Serve.Tests" -c Release --nologo -v q --filter "FullyQualifiedName~LoadTests|FullyQualifiedName~SiegeTests" \
  --logger "console;verbosity=detailed" >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
grep -E '^ ?(reload|watch|[0-9]+ (slow|callers).*): ' "$log" | sed 's/^ //' | sort -u
