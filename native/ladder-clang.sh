#!/usr/bin/env bash
# The step of the proof ladder that runs the engine on another compiler's code of the same kernels; a script of its own, so that it can run beside the tests.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
artifacts="$root/artifacts/native"

usage() {
  cat <<'USAGE'
usage: native/ladder-clang.sh

  5  clang's PTX, left by native/ladder.sh, gives the same results in the tests of the operations, which must be built

One line. The exit code is 1 if the step failed.
USAGE
}

name="step 5 (clang's PTX runs)"
if [ $# -ne 0 ]; then
  usage >&2
  exit 2
fi
if ! ls "$artifacts"/clang-ptx/*.ptx >/dev/null 2>&1; then
  echo "$name: skipped (clang 14 left no PTX)"
  exit 0
fi
if ! [ -e "$artifacts/emulator/libcuda.so.1" ]; then
  echo "$name: skipped (there is no emulator)"
  exit 0
fi
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
# What the shipped PTX executes is counted by other tests.
unset VDSH_EMU_COVERAGE
if ! VDSH_CUDA_PTX="$artifacts/clang-ptx" dotnet test "$root/tests/Vdsh.Cuda.Tests" -c Release --no-build --nologo \
  --filter "FullyQualifiedName~EmulatedBackendTests|FullyQualifiedName~EmulatedHammingTests|FullyQualifiedName~KernelPathTests" >"$log" 2>&1; then
  cat "$log" >&2
  echo "$name: failed, the tests of the operations fail on it"
  exit 1
fi
echo "$name: passed, $(grep -o 'Passed: *[0-9]*' "$log" | tail -n 1 | grep -o '[0-9]*') tests of the operations give the same results"
