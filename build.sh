#!/usr/bin/env bash
# Builds, tests and tries Vdsh with nothing but the .NET SDK, so that a newcomer has one command to remember.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

usage() {
  cat <<'USAGE'
usage: ./build.sh <verb> [arguments]

  build             compiles everything in Release
  demo [options]    trains a 64-layer network on the embedded digits, evaluates it, writes model.vdsh and report.html
  test [options]    runs all tests; the last line says how many passed and failed (options go to dotnet test)
  bench [options]   measures this machine: "gemm", "encode", "train" or "search" with their options; without any, the first three
  pack              makes the NuGet packages in artifacts/
USAGE
}

need_dotnet() {
  if ! command -v dotnet >/dev/null 2>&1; then
    echo "build.sh: error: 'dotnet' was not found; install the .NET 10 SDK (https://dotnet.microsoft.com/download) and run this again." >&2
    exit 1
  fi
}

# Compiles the tool quietly: the log is shown only where the build fails.
build_tool() {
  local log
  log="$(mktemp)"
  if ! dotnet build "$root/src/Vdsh.Cli" -c Release -v q --nologo >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
}

run_tool() {
  dotnet "$root/src/Vdsh.Cli/bin/Release/net10.0/Vdsh.Cli.dll" "$@"
}

# Sums one attribute of the <Counters> elements of all result files.
sum_counter() (
  set +o pipefail
  cat "$results"/*.trx 2>/dev/null | grep -o '<Counters [^>]*>' | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' \
    | awk '{ sum += $1 } END { print sum + 0 }'
)

# Why tests were skipped, with the number of tests for each reason.
skip_reasons() {
  awk '/<UnitTestResult / { skipped = /outcome="NotExecuted"/ }
    skipped && /<Message>/ { sub(/.*<Message>/, ""); sub(/<\/Message>.*/, ""); print; skipped = 0 }' "$results"/*.trx | sort | uniq -c
}

run_tests() {
  results="$root/artifacts/test-results"
  rm -rf "$results"
  local code=0
  dotnet test "$root/Vdsh.sln" -c Release --nologo --logger "trx;LogFilePrefix=results" --results-directory "$results" "$@" || code=$?
  local total executed passed failed
  total="$(sum_counter total)"
  executed="$(sum_counter executed)"
  passed="$(sum_counter passed)"
  failed=$(( $(sum_counter failed) + $(sum_counter error) + $(sum_counter timeout) + $(sum_counter aborted) ))
  if [ "$code" -eq 0 ] && [ "$passed" -eq 0 ]; then
    echo "build.sh: error: no test ran." >&2
    code=1
  elif [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then
    echo "build.sh: error: the test run itself broke (dotnet test ended with exit code $code); see the output above." >&2
  fi
  [ "$failed" -eq 0 ] || [ "$code" -ne 0 ] || code=1
  if [ "$total" -ne "$executed" ]; then
    echo "$(( total - executed )) skipped:"
    skip_reasons
  fi
  echo "$passed passed, $failed failed"
  return "$code"
}

verb="${1:-}"
[ $# -eq 0 ] || shift
case "$verb" in
  build)
    need_dotnet
    dotnet build "$root/Vdsh.sln" -c Release --nologo "$@"
    ;;
  demo)
    need_dotnet
    build_tool
    run_tool demo "$@"
    ;;
  test)
    need_dotnet
    run_tests "$@"
    ;;
  bench)
    need_dotnet
    build_tool
    if [ $# -gt 0 ]; then
      run_tool bench "$@"
    else
      run_tool bench gemm
      run_tool bench encode
      run_tool bench train
    fi
    ;;
  pack)
    need_dotnet
    dotnet pack "$root/src/Vdsh" -c Release --nologo -o "$root/artifacts" "$@"
    dotnet pack "$root/src/Vdsh.Cli" -c Release --nologo -o "$root/artifacts" "$@"
    ;;
  help | -h | --help)
    usage
    ;;
  *)
    [ -z "$verb" ] || echo "build.sh: error: unknown verb '$verb'." >&2
    usage >&2
    exit 2
    ;;
esac
