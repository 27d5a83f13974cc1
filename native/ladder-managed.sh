#!/usr/bin/env bash
# Climbs the steps of the proof ladder that run the engine itself: on the emulator, and on NVIDIA's driver where there is no device.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
artifacts="$root/artifacts/native"
floor=90
failures=0

usage() {
  cat <<'USAGE'
usage: native/ladder-managed.sh RESULTS COVERAGE

  RESULTS    folder with the .trx files of a test run     COVERAGE   what the emulator wrote during it

  3  every backend operation and whole trainings give the reference's results on the emulator, in both orders, in one with race detection
  4  the tests have executed at least 90 % of the instructions of the shipped PTX
  6  NVIDIA's driver without a device: auto falls back to the CPU, cuda fails with the reason

One line per step. The exit code is 1 if a step failed.
USAGE
}

passed() { echo "step $1: passed, $2"; }
skipped() { echo "step $1: skipped ($2)"; }
failed() {
  echo "step $1: failed, $2"
  failures=$((failures + 1))
}

# One counter of a .trx file.
counter() { grep -o '<Counters [^>]*>' "$1" | grep -o " $2=\"[0-9]*\"" | grep -o '[0-9]*'; }

emulated() {
  local name="3 (emulator)" file
  file="$(grep -l 'Vdsh\.Cuda\.Tests\.dll' "$1"/*.trx 2>/dev/null | tail -n 1)"
  if [ -z "$file" ]; then
    skipped "$name" "the tests of Vdsh.Cuda did not run"
  elif [ "$(counter "$file" failed)" != 0 ]; then
    failed "$name" "$(counter "$file" failed) tests of Vdsh.Cuda failed"
  elif ! [ -s "$2" ]; then
    skipped "$name" "there is no emulator"
  else
    passed "$name" "$(counter "$file" passed) tests of Vdsh.Cuda on the shipped PTX"
  fi
}

covered() {
  local name="4 (coverage)" line
  if ! [ -s "$1" ]; then
    skipped "$name" "there is no emulator"
    return
  fi
  # A kernel's record may stand several times, once for each process; the fullest counts.
  line="$(awk '{ split($2, part, "/"); if (part[1] >= executed[$1]) { executed[$1] = part[1]; total[$1] = part[2] } }
    END { for (kernel in total) { e += executed[kernel]; t += total[kernel]; n++ } printf "%d %d %d %.1f", e, t, n, 100 * e / t }' "$1")"
  set -- $line
  if awk "BEGIN { exit !($4 >= $floor) }"; then
    passed "$name" "$1 of $2 instructions of $3 kernels executed, $4 %"
  else
    failed "$name" "only $1 of $2 instructions of $3 kernels executed, $4 % of at least $floor %"
  fi
}

no_device() {
  local name="6 (driver without a device)" driver tool="$root/src/Vdsh.Cli/bin/Release/net10.0/Vdsh.Cli.dll" folder error
  driver="$(sed -n 's|^libcuda: ||p' "$artifacts/toolchain.txt" 2>/dev/null)"
  if [ -z "$driver" ]; then
    skipped "$name" "NVIDIA's libcuda was not fetched"
    return
  fi
  if [ -e /proc/driver/nvidia/version ]; then
    skipped "$name" "this machine has a device"
    return
  fi
  folder="$(mktemp -d)"
  error="$(VDSH_CUDA_DRIVER="$driver" dotnet "$tool" train --data digits --layers 1 --width 16 --sweeps 1 --device cuda --out "$folder/cuda" 2>&1)"
  if [ $? -ne 1 ] || [[ "$error" != *CUDA_ERROR_NO_DEVICE* ]]; then
    failed "$name" "--device cuda: $error"
  elif ! error="$(VDSH_CUDA_DRIVER="$driver" dotnet "$tool" train --data digits --layers 1 --width 16 --sweeps 1 --out "$folder/auto" 2>&1)" \
    || [ "$(grep -c CUDA_ERROR_NO_DEVICE <<<"$error")" -ne 1 ] || ! [ -s "$folder/auto" ]; then
    failed "$name" "--device auto: $error"
  else
    passed "$name" "auto trains on the CPU and says why, cuda fails with CUDA_ERROR_NO_DEVICE"
  fi
  rm -rf "$folder"
}

if [ $# -ne 2 ]; then
  usage >&2
  exit 2
fi
emulated "$1" "$2"
covered "$2"
no_device
[ "$failures" -eq 0 ]
