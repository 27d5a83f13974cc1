#!/usr/bin/env bash
# Climbs the steps of the proof ladder that need no GPU and no .NET: is the PTX that ships the sources', and do NVIDIA's own tools accept it?
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
artifacts="$root/artifacts/native"
architectures="75 80 86 89 90"
failures=0

usage() {
  cat <<'USAGE'
usage: native/ladder.sh [STEP...]      all steps: 1 2 5 7

  1  NVRTC recompiles every kernel to exactly the committed PTX
  2  ptxas accepts the committed PTX for sm_75, 80, 86, 89 and 90 without spills or local memory
  5  clang 14 compiles the same sources to the same entry points; its PTX is left in artifacts/native/clang-ptx
  7  every name that src/Vdsh.Cuda imports is exported by NVIDIA's libcuda (and by cuBLAS, where one is found)

One line per step: passed, failed or skipped, and why. The exit code is 1 if a step failed. Details of failures go to stderr.
USAGE
}

passed() { echo "step $1: passed, $2"; }
skipped() { echo "step $1: skipped ($2)"; }
failed() {
  echo "step $1: failed, $2"
  failures=$((failures + 1))
}

# The path of a piece of the toolchain, or nothing.
piece() { sed -n "s|^$1: ||p" "$artifacts/toolchain.txt"; }

# Why a piece is not there.
missing() { sed -n "s|^$1: missing (\(.*\))$|\1|p" "$artifacts/toolchain-missing.txt"; }

recompile() {
  local name="1 (recompile)" folder="$artifacts/nvrtc-ptx" nvrtc="${VDSH_NVRTC:-$(piece nvrtc)}" differing="" file
  if [ -z "$nvrtc" ]; then
    skipped "$name" "no NVRTC: $(missing nvrtc)"
    return
  fi
  rm -rf "$folder"
  if ! VDSH_NVRTC="$nvrtc" "$root/native/build-ptx.sh" "$folder" >&2; then
    failed "$name" "the sources do not compile"
    return
  fi
  local ours theirs
  ours="$(grep -h -m 1 'Cuda compilation tools' "$root"/native/cuda/*.ptx | sort -u)"
  theirs="$(grep -h -m 1 'Cuda compilation tools' "$folder"/*.ptx | sort -u)"
  if [ "$ours" != "$theirs" ]; then
    skipped "$name" "the committed PTX is of ${ours#// }, this NVRTC is ${theirs#// }; only the same release gives the same bytes"
    return
  fi
  for file in "$folder"/*.ptx "$root"/native/cuda/*.ptx; do
    file="$(basename "$file")"
    cmp -s "$folder/$file" "$root/native/cuda/$file" || differing="$differing $file"
  done
  if [ -n "$differing" ]; then
    failed "$name" "differs:$(tr ' ' '\n' <<<"$differing" | sort -u | tr '\n' ' ')- run native/build-ptx.sh and commit"
  else
    passed "$name" "$(ls "$folder" | wc -l) files are the committed ones byte for byte"
  fi
}

assemble() {
  local name="2 (ptxas)" ptxas="${VDSH_PTXAS:-$(piece ptxas)}" log="$artifacts/ptxas.log" known="" unknown="" file architecture
  if [ -z "$ptxas" ]; then
    skipped "$name" "no ptxas: $(missing ptxas)"
    return
  fi
  local help
  help="$("$ptxas" --help)"
  : >"$log"
  for architecture in $architectures; do
    if ! grep -q "sm_$architecture\b" <<<"$help"; then
      unknown="$unknown sm_$architecture"
      continue
    fi
    known="$known sm_$architecture"
    for file in "$root"/native/cuda/*.ptx; do
      if ! "$ptxas" "-arch=sm_$architecture" -v "$file" -o /dev/null >>"$log" 2>&1; then
        tail -n 20 "$log" >&2
        failed "$name" "$(basename "$file") is refused for sm_$architecture"
        return
      fi
    done
  done
  local kernels wasteful registers
  kernels="$(grep -c 'Compiling entry function' "$log")"
  # A kernel that spills or uses local memory has a stack frame, spilled bytes or lmem in its report.
  wasteful="$(awk '/Compiling entry function/ { kernel = $7 " for " $9 } /stack frame/ && !/ 0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads/ { print kernel }
    /Used .* lmem/ { print kernel }' "$log" | tr -d "'" | sort -u | paste -sd ';')"
  registers="$(grep -oE 'Used [0-9]+ registers' "$log" | grep -oE '[0-9]+' | sort -n | tail -n 1)"
  if [ -n "$wasteful" ]; then
    failed "$name" "spills or local memory in: $wasteful"
  else
    passed "$name" "$((kernels / $(wc -w <<<"$known"))) kernels for$known, no spills, no local memory, at most $registers registers${unknown:+; this ptxas does not know$unknown}"
  fi
}

# Kernel names with the types of their parameters, one per line.
entries() {
  cat "$@" | tr -d '\n' | grep -oE '\.visible \.entry [A-Za-z0-9_]+\([^)]*\)' | sed -E 's/\.visible \.entry //; s/ *\.param *//g; s/[A-Za-z0-9_]+_param_[0-9]+//g; s/[[:space:]]//g' | sort
}

second_compiler() {
  local name="5 (clang)" folder="$artifacts/clang-ptx" ptxas="${VDSH_PTXAS:-$(piece ptxas)}" clang="" source candidate
  for candidate in "${VDSH_CLANG:-}" clang++-14 clang++; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1; then
      clang="$candidate"
      break
    fi
  done
  if [ -z "$clang" ]; then
    skipped "$name" "no clang++-14; on Debian: apt-get install clang-14"
    return
  fi
  rm -rf "$folder"
  mkdir -p "$folder"
  for source in "$root"/native/cuda/*.cu; do
    if ! "$clang" -x cuda --cuda-path=/none --cuda-device-only --cuda-gpu-arch=sm_70 -nocudainc -nocudalib -Xclang -target-feature -Xclang +ptx63 \
      -fdeclspec -std=c++14 -O3 -Wall -Wextra -Werror -Wno-unknown-cuda-version -S "$source" -o "$folder/$(basename "${source%.cu}").ptx" >&2; then
      failed "$name" "$(basename "$source") does not compile with $clang"
      return
    fi
    if [ -n "$ptxas" ] && ! "$ptxas" -arch=sm_75 "$folder/$(basename "${source%.cu}").ptx" -o /dev/null >&2; then
      failed "$name" "ptxas refuses its PTX of $(basename "$source")"
      return
    fi
  done
  if ! diff <(entries "$root"/native/cuda/*.ptx) <(entries "$folder"/*.ptx) >&2; then
    failed "$name" "its entry points are not those of the committed PTX"
  else
    passed "$name" "$("$clang" --version | head -n 1 | grep -oE 'clang version [0-9.]+') gives the same $(entries "$folder"/*.ptx | wc -l) entry points, in artifacts/native/clang-ptx"
  fi
}

# The native names of all LibraryImport declarations: EntryPoint where given, else the method's name.
imported() {
  find "$root/src/Vdsh.Cuda" -name '*.cs' -not -path '*/obj/*' -exec cat {} + | awk '
    /\[LibraryImport/ { pending = 1; if (match($0, /EntryPoint *= *"[^"]*"/)) { split(substr($0, RSTART, RLENGTH), part, "\""); print part[2]; pending = 0 } }
    pending && /partial/ && match($0, /[A-Za-z_][A-Za-z0-9_]* *\(/) && !/\[LibraryImport[^\]]*$/ {
      line = $0; sub(/.*partial/, "", line); if (match(line, /[A-Za-z_][A-Za-z0-9_]* *\(/)) { word = substr(line, RSTART, RLENGTH); sub(/ *\($/, "", word); print word; pending = 0 }
    }' | sort -u
}

exported() { nm -D --defined-only "$1" | awk '{ sub(/@.*/, "", $NF); print $NF }' | sort -u; }

real_cublas() {
  local candidate
  for candidate in "${VDSH_REAL_CUBLAS:-}" $(ldconfig -p 2>/dev/null | grep -oE '/[^ ]*libcublas\.so\.[0-9]+$') /usr/local/cuda*/lib64/libcublas.so; do
    [ -e "$candidate" ] && echo "$candidate" && return
  done
}

audit() {
  local name="7 (symbols)" driver="${VDSH_REAL_LIBCUDA:-$(piece libcuda)}" names="$artifacts/imports.txt" missing_names cublas found
  if [ ! -d "$root/src/Vdsh.Cuda" ]; then
    skipped "$name" "there is no src/Vdsh.Cuda"
    return
  fi
  imported >"$names"
  if ! grep -q '^cu[A-Z]' "$names"; then
    failed "$name" "no imported driver names found in src/Vdsh.Cuda"
    return
  fi
  if [ -z "$driver" ]; then
    skipped "$name" "no libcuda: $(missing libcuda)"
    return
  fi
  missing_names="$(grep -E '^cu[A-Z]' "$names" | comm -23 - <(exported "$driver") | paste -sd ' ')"
  found="$(grep -cE '^cu[A-Z]' "$names") names are in $(basename "$(readlink -f "$driver")")"
  cublas="$(real_cublas)"
  if [ -n "$cublas" ]; then
    exported "$cublas" >"$artifacts/cublas-names.txt"
  elif [ -n "$(piece cublas-names)" ]; then
    cublas="the list of libcublas 11"
    sort -u "$(piece cublas-names)" >"$artifacts/cublas-names.txt"
  fi
  if [ -n "$cublas" ]; then
    missing_names="$missing_names$(grep '^cublas' "$names" | comm -23 - "$artifacts/cublas-names.txt" | sed 's/^/ /' | tr -d '\n')"
    found="$found, $(grep -c '^cublas' "$names") in $cublas"
  else
    found="$found; $(grep -c '^cublas' "$names") cuBLAS names not audited (no cuBLAS here; native/toolchain.sh --with-cublas fetches its list)"
  fi
  if [ -n "${missing_names// /}" ]; then
    failed "$name" "not exported: $missing_names"
  else
    passed "$name" "$found"
  fi
}

steps="${*:-1 2 5 7}"
for step in $steps; do
  case "$step" in
    1 | 2 | 5 | 7) ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
done

mkdir -p "$artifacts"
toolchain_options=""
[ ! -e "${VDSH_TOOLCHAIN:-${XDG_CACHE_HOME:-$HOME/.cache}/vdsh/toolchain}/cublas/symbols" ] || toolchain_options=--with-cublas
"$root/native/toolchain.sh" $toolchain_options >"$artifacts/toolchain.txt" 2>"$artifacts/toolchain-missing.txt"
for step in $steps; do
  case "$step" in
    1) recompile ;;
    2) assemble ;;
    5) second_compiler ;;
    7) audit ;;
  esac
done
exit $((failures > 0))
