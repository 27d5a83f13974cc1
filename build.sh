#!/usr/bin/env bash
# Builds, tests and tries Vdsh with nothing but the .NET SDK, so that a newcomer has one command to remember.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

usage() {
  cat <<'USAGE'
usage: ./build.sh <verb> [arguments]

  build             compiles everything in Release, the optional native kernels first where cmake and g++ are there
  demo [options]    trains a 64-layer network on the embedded digits, evaluates it, writes model.vdsh and report.html
  native            builds the optional kernels for this processor and the CUDA emulator of the tests with cmake and g++ into artifacts/native (Linux;
                    skipped with a message where they are missing)
  test [options]    runs all tests, native ones first; the last line says how many passed and failed (options go to dotnet test)
  bench [options]   measures this machine: "gemm", "encode", "train" or "search" with their options; without any, the first three
  bench peers [options]
                    multiplies beside OpenBLAS, encodes beside ONNX Runtime and trains beside PyTorch; results go to artifacts/peers (--quick: one net)
  bench archive [quick|full]
                    runs the micro-benchmarks, then the peers, and keeps the results in benchmarks/PROCESSOR
  fuzz [reader] [seconds]
                    reads mutated files, requests and command lines in process, 60 seconds long unless said otherwise; failing inputs go to
                    artifacts/fuzz ("fuzz list": the readers; "--inputs N" instead of a time, "--seed N" for other inputs)
  fuzz replay FILE  reads one input again
  pack              makes the NuGet packages in artifacts/
  publish [rid]     makes archives that run without .NET in artifacts/publish (rid: linux-x64 unless given)
USAGE
}

need_dotnet() {
  if ! command -v dotnet >/dev/null 2>&1; then
    echo "build.sh: error: 'dotnet' was not found; install the .NET 10 SDK (https://dotnet.microsoft.com/download) and run this again." >&2
    exit 1
  fi
}

# Compiles a project quietly: the log is shown only where the build fails.
build_quietly() {
  local log
  log="$(mktemp)"
  if ! dotnet build "$1" -c Release -v q --nologo >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
}

build_tool() {
  build_quietly "$root/src/Vdsh.Cli"
}

run_tool() {
  dotnet "$root/src/Vdsh.Cli/bin/Release/net10.0/Vdsh.Cli.dll" "$@"
}

# Measures other programs beside this one, one after the other; tables go to the terminal, results to artifacts/peers.
bench_peers() {
  local out="$root/artifacts/peers" tool="$root/tests/Vdsh.Peers/bin/Release/net10.0/Vdsh.Peers.dll"
  mkdir -p "$out"
  build_kernels
  build_quietly "$root/tests/Vdsh.Peers"
  dotnet "$tool" gemm --json >"$out/gemm.json" || echo "build.sh: bench peers: products were not compared, see above." >&2
  dotnet "$tool" encode --json >"$out/encode.json"
  dotnet "$tool" train --json "$@" >"$out/train.json"
  echo "build.sh: results are in artifacts/peers/gemm.json, encode.json and train.json"
}

# Keeps what micro-benchmarks and peers give on this processor.
bench_archive() {
  local selection="${1:-quick}" tool="$root/tests/Vdsh.Benchmarks/bin/Release/net10.0/Vdsh.Benchmarks.dll" folder
  build_kernels
  build_quietly "$root/tests/Vdsh.Benchmarks"
  (cd "$root" && dotnet "$tool" "$selection")
  bench_peers
  folder="$root/benchmarks/$(dotnet "$tool" folder)"
  cp "$root/artifacts/peers/"*.json "$folder"
  echo "build.sh: results are in $folder"
}

# Reads mutated inputs; where the process itself died, keeps the input that it was reading.
run_fuzz() {
  local tool="$root/tests/Vdsh.Fuzz/bin/Release/net10.0/Vdsh.Fuzz.dll" code=0
  build_quietly "$root/tests/Vdsh.Fuzz"
  export VDSH_FUZZ_OUT="$root/artifacts/fuzz"
  dotnet "$tool" "$@" || code=$?
  [ "$code" -le 2 ] || [ "$code" -eq 130 ] || dotnet "$tool" lost || true
  return "$code"
}

# Whether native code can be built here; says why not.
can_build_native() {
  local tool
  if [ "$(uname -s)" != Linux ]; then
    echo "build.sh: native: skipped, native code is built on Linux only; search uses managed kernels, and tests that need the CUDA emulator will be ignored."
    return 1
  fi
  for tool in cmake g++ make; do
    if ! command -v "$tool" >/dev/null 2>&1; then
      echo "build.sh: native: skipped, '$tool' was not found (on Debian: apt-get install cmake g++ make); search uses managed kernels, and tests that need the CUDA emulator will be ignored."
      return 1
    fi
  done
}

# Builds native code quietly (the arguments go to cmake --build): 0 built, 1 broken (the log is shown), 3 skipped with the reason.
build_native() {
  local log code=0
  can_build_native || return 3
  log="$(mktemp)"
  if ! { cmake -S "$root/native" -B "$root/artifacts/native/build" -G "Unix Makefiles" -DCMAKE_CXX_COMPILER=g++ >"$log" 2>&1 \
    && cmake --build "$root/artifacts/native/build" --parallel "$(nproc)" "$@" >>"$log" 2>&1; }; then
    cat "$log" >&2
    echo "build.sh: error: the native build failed; see the output above." >&2
    code=1
  fi
  rm -f "$log"
  return "$code"
}

# Builds the kernels and the emulator, and says where they are.
build_all_native() {
  build_native || return
  [ ! -d "$root/artifacts/native/cpu" ] || echo "build.sh: native: the kernels for this processor are in artifacts/native/cpu"
  echo "build.sh: native: the CUDA emulator is in artifacts/native/emulator"
}

# Builds the optional kernels for this processor, without which everything works too.
build_kernels() {
  case "$(uname -m)" in
    x86_64 | amd64) build_native --target vdsh_cpu || true ;;
  esac
}

# Builds the native part and runs its unit tests; leaves their counts in native_passed and native_failed.
test_native() {
  local built=0 log line total
  native_passed=0
  native_failed=0
  build_all_native || built=$?
  case "$built" in
    0) ;;
    3) return ;;
    *)
      native_failed=1
      return
      ;;
  esac
  log="$(mktemp)"
  ctest --test-dir "$root/artifacts/native/build" --output-on-failure >"$log" 2>&1 || cat "$log" >&2
  # "N% tests passed, F tests failed out of T"; the middle may be missing where none failed.
  line="$(grep -E '[0-9]+% tests passed.* out of [0-9]+' "$log" | tail -n 1)" || true
  rm -f "$log"
  if [ -z "$line" ]; then
    echo "build.sh: error: ctest did not run; see the output above." >&2
    native_failed=1
    return
  fi
  total="${line##* out of }"
  native_failed="$(echo "$line" | sed -nE 's/.* ([0-9]+) tests failed.*/\1/p')"
  native_failed="${native_failed:-0}"
  native_passed=$(( total - native_failed ))
  echo "build.sh: native: $native_passed unit tests passed, $native_failed failed"
}

# Climbs steps of the proof ladder of the kernels, one line a step; adds their counts to those of the native tests.
climb() {
  local lines
  lines="$("$@")" || true
  echo "$lines"
  native_passed=$(( native_passed + $(grep -c '^step .*: passed' <<<"$lines" || true) ))
  native_failed=$(( native_failed + $(grep -c '^step .*: failed' <<<"$lines" || true) ))
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

# Names every failed test with the first lines of its message and of its stack, so that they need not be looked for in a long log.
failed_tests() {
  awk '/<UnitTestResult / { failed = match($0, /outcome="(Failed|Error|Timeout|Aborted)"/); left = 0
      if (failed && match($0, /testName="[^"]*"/)) print "FAILED: " substr($0, RSTART + 10, RLENGTH - 11) }
    failed && /<Message>/ { sub(/.*<Message>/, ""); left = 12 }
    failed && /<StackTrace>/ { sub(/.*<StackTrace>/, ""); left = 2 }
    left > 0 { last = sub(/<\/(Message|StackTrace)>.*/, ""); print "  " $0; left = last ? 0 : left - 1 }' "$results"/*.trx \
    | sed -e 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&#xD;//g; s/&amp;/\&/g'
}

run_tests() {
  results="$root/artifacts/test-results"
  rm -rf "$results"
  local code=0
  test_native
  climb "$root/native/ladder.sh"
  export VDSH_EMU_COVERAGE="$root/artifacts/native/coverage.txt"
  rm -f "$VDSH_EMU_COVERAGE"
  dotnet build "$root/Vdsh.sln" -c Release --nologo -v q || return 1
  local second=""
  if [ $# -eq 0 ]; then
    # The emulator keeps one core busy, so the second compiler's code can have the other when the rest is done.
    second="$(mktemp)"
    "$root/native/ladder-clang.sh" >"$second" &
  fi
  dotnet test "$root/Vdsh.sln" -c Release --no-build --nologo --logger "trx;LogFilePrefix=results" --results-directory "$results" "$@" || code=$?
  if [ -n "$second" ]; then
    climb "$root/native/ladder-managed.sh" "$results" "$VDSH_EMU_COVERAGE"
    wait
    climb cat "$second"
    rm -f "$second"
  fi
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
  passed=$(( passed + native_passed ))
  failed=$(( failed + native_failed ))
  [ "$native_failed" -eq 0 ] || [ "$code" -ne 0 ] || code=1
  if [ "$total" -ne "$executed" ]; then
    echo "$(( total - executed )) skipped:"
    skip_reasons
  fi
  [ "$failed" -eq 0 ] || failed_tests
  echo "$passed passed, $failed failed"
  return "$code"
}

# Publishes one project with its own .NET as an archive, prints the archive's size and refuses one that is too large to carry around.
publish_project() {
  local project="$1" name="$2" rid="$3" limit=$((60 * 1000 * 1000)) size
  local out="$root/artifacts/publish"
  rm -rf "${out:?}/$name-$rid"
  dotnet publish "$root/$project" -c Release -r "$rid" --self-contained --nologo -v q -p:DebugType=none -p:Standalone=true -o "$out/$name-$rid"
  tar -C "$out" -czf "$out/$name-$rid.tar.gz" "$name-$rid"
  size="$(wc -c <"$out/$name-$rid.tar.gz")"
  echo "artifacts/publish/$name-$rid.tar.gz: $(awk -v bytes="$size" 'BEGIN { printf "%.1f", bytes / 1e6 }') MB"
  if [ "$size" -ge "$limit" ]; then
    echo "build.sh: error: $name-$rid.tar.gz has $size bytes, the limit is $limit; see what grew in artifacts/publish/$name-$rid." >&2
    exit 1
  fi
}

verb="${1:-}"
[ $# -eq 0 ] || shift
case "$verb" in
  build)
    need_dotnet
    build_kernels
    dotnet build "$root/Vdsh.sln" -c Release --nologo "$@"
    ;;
  demo)
    need_dotnet
    build_tool
    run_tool demo "$@"
    ;;
  native)
    code=0
    build_all_native || code=$?
    [ "$code" -eq 3 ] || exit "$code"
    ;;
  test)
    need_dotnet
    run_tests "$@"
    ;;
  bench)
    need_dotnet
    if [ "${1:-}" = peers ]; then
      bench_peers "${@:2}"
      exit
    fi
    if [ "${1:-}" = archive ]; then
      bench_archive "${2:-quick}"
      exit
    fi
    build_kernels
    build_tool
    if [ $# -gt 0 ]; then
      run_tool bench "$@"
    else
      run_tool bench gemm
      run_tool bench encode
      run_tool bench train
    fi
    ;;
  fuzz)
    need_dotnet
    run_fuzz "$@"
    ;;
  pack)
    need_dotnet
    build_kernels
    dotnet pack "$root/src/Vdsh" -c Release --nologo -o "$root/artifacts" "$@"
    dotnet pack "$root/src/Vdsh.Cuda" -c Release --nologo -o "$root/artifacts" "$@"
    dotnet pack "$root/src/Vdsh.Serve" -c Release --nologo -o "$root/artifacts" "$@"
    dotnet pack "$root/src/Vdsh.Cli" -c Release --nologo -o "$root/artifacts" "$@"
    ;;
  publish)
    need_dotnet
    build_kernels
    publish_project src/Vdsh.Cli vdsh "${1:-linux-x64}"
    [ ! -f "$root/tests/Vdsh.Cuda.Tests/Vdsh.Cuda.Tests.csproj" ] || publish_project tests/Vdsh.Cuda.Tests vdsh-cuda-tests "${1:-linux-x64}"
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
