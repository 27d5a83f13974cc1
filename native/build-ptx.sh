#!/usr/bin/env bash
# Regenerates the PTX of all kernels, the only step that needs NVRTC: everyone else uses the PTX that is committed.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

if [ $# -gt 1 ] || [ "${1:-}" = --help ]; then
  echo "usage: native/build-ptx.sh [FOLDER]   writes the .ptx files beside their sources, or into FOLDER; VDSH_NVRTC names another libnvrtc" >&2
  exit 2
fi

mkdir -p "${1:-$root/native/cuda}" "$root/artifacts/native"
target="$(cd "${1:-$root/native/cuda}" && pwd)"
nvrtc="${VDSH_NVRTC:-$("$root/native/toolchain.sh" | sed -n 's/^nvrtc: //p')}"
if [ -z "$nvrtc" ]; then
  echo "build-ptx.sh: error: no NVRTC; the line above says why (VDSH_NVRTC names a library to use)" >&2
  exit 1
fi

compiler="$root/artifacts/native/nvrtc_compile"
if [ ! -x "$compiler" ] || [ "$root/native/cuda/nvrtc_compile.cpp" -nt "$compiler" ]; then
  g++ -std=c++17 -O1 -Wall -Wextra -Werror "$root/native/cuda/nvrtc_compile.cpp" -o "$compiler" -ldl
fi

# NVRTC loads its built-in functions by name, so their folder must be on the loader's path. Relative names keep the PTX free of this machine's paths.
export LD_LIBRARY_PATH="$(dirname "$nvrtc")${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
cd "$root/native/cuda"
for source in *.cu; do
  "$compiler" "$nvrtc" "$source" "$target/${source%.cu}.ptx" *.cuh
done
