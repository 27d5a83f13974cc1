#!/usr/bin/env bash
# Fetches what checks the kernels (NVRTC, ptxas, NVIDIA's driver library) into a cache, so that no CUDA toolkit need be installed.
#
# The packages come from Debian's non-free component through a private apt state: nothing is installed, no root is needed, and the machine's own
# package lists stay as they are. Every piece stands alone: one that cannot be had costs one line on stderr, and its steps of the ladder are skipped.
set -uo pipefail

usage() {
  cat <<'USAGE'
usage: native/toolchain.sh [--with-cublas]

Prints one line per piece: its name and its path, or why it is missing. The exit code is 0 even where pieces are missing.

  --with-cublas     also fetches the names that cuBLAS exports (44 MB to download, a few KB to keep)

  VDSH_TOOLCHAIN    the cache folder; otherwise ${XDG_CACHE_HOME:-~/.cache}/vdsh/toolchain
  VDSH_DEBIAN_MIRROR  the Debian mirror; otherwise the machine's own, otherwise http://deb.debian.org/debian
USAGE
}

cache="${VDSH_TOOLCHAIN:-${XDG_CACHE_HOME:-$HOME/.cache}/vdsh/toolchain}"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
libraries=usr/lib/x86_64-linux-gnu
scratch=""
reason=""

system_mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null \
    | grep -E '^(URIs:|deb )' | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' '
}

private_apt() {
  timeout 300 apt-get -qq -o "Dir::Etc::sourcelist=$cache/apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State=$cache/apt" \
    -o "Dir::State::lists=$cache/apt/lists" -o "Dir::State::status=$cache/apt/status" -o "Dir::Cache=$cache/apt" \
    -o "Dir::Cache::archives=$cache/apt/archives" -o APT::Architecture=amd64 -o APT::Sandbox::User= -o Acquire::Retries=2 "$@"
}

# Sets reason and fails where packages cannot be fetched at all; reads the package lists once per run.
ready=""
prepare() {
  [ -z "$ready" ] || return "$ready"
  ready=1
  if [ "$(uname -sm)" != "Linux x86_64" ]; then
    reason="only Linux x86_64 is served"
  elif ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-deb >/dev/null 2>&1; then
    reason="apt-get and dpkg-deb are needed to fetch Debian packages"
  elif [ ! -r "$keyring" ]; then
    reason="$keyring is missing; install debian-archive-keyring"
  elif ! mkdir -p "$cache/apt/lists/partial" "$cache/apt/archives/partial" || ! scratch="$(mktemp -d "$cache/fetch.XXXXXX")"; then
    reason="the cache folder $cache cannot be written; set VDSH_TOOLCHAIN to another one"
  else
    local mirror="${VDSH_DEBIAN_MIRROR:-$(system_mirror)}"
    echo "deb [signed-by=$keyring] ${mirror:-http://deb.debian.org/debian} bookworm non-free" >"$cache/apt/sources.list"
    : >"$cache/apt/status"
    if private_apt update >"$scratch/update.log" 2>&1 && private_apt download --print-uris libnvrtc11.2 >>"$scratch/update.log" 2>&1; then
      ready=0
    else
      reason="the package list of Debian non-free cannot be read: $(grep -m 1 -E '^(W|E): ' "$scratch/update.log")"
    fi
  fi
  return "$ready"
}

# fetch FOLDER PACKAGE MEMBER...: puts the named members of a package into FOLDER of the cache, all or none.
fetch() {
  local folder="$1" package="$2" deb
  shift 2
  prepare || return 1
  local work="$scratch/$package"
  mkdir -p "$work/root"
  if ! (cd "$work" && private_apt download "$package") >"$work/log" 2>&1; then
    reason="$package cannot be downloaded: $(tail -n 1 "$work/log")"
    return 1
  fi
  deb="$(ls "$work"/*.deb)"
  if ! dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$work/root" --wildcards "$@" 2>"$work/log"; then
    reason="$package does not hold $*: $(tail -n 1 "$work/log")"
    return 1
  fi
  mkdir -p "$cache/$folder"
  find "$work/root" \( -type f -o -type l \) -exec mv -f {} "$cache/$folder/" \;
  rm -rf "$work"
}

# piece NAME PATH COMMAND...: reports a piece, and gets it by the command where it is not there yet.
piece() {
  local name="$1" path="$2"
  shift 2
  if [ ! -e "$path" ] && ! "$@"; then
    echo "$name: missing ($reason)" >&2
  elif [ ! -e "$path" ]; then
    echo "$name: missing (the package holds no $(basename "$path"))" >&2
  else
    echo "$name: $path"
  fi
}

get_nvrtc() {
  fetch nvrtc libnvrtc-builtins11.8 "./$libraries/libnvrtc*" && fetch nvrtc libnvrtc11.2 "./$libraries/libnvrtc*"
}

get_tools() {
  fetch tools nvidia-cuda-toolkit ./usr/bin/ptxas ./usr/bin/cuobjdump ./usr/bin/nvdisasm
}

get_driver() {
  fetch driver libcuda1 "./$libraries/nvidia/current/libcuda*"
}

get_cublas_names() {
  prepare || return 1
  mkdir -p "$scratch/cublas" "$cache/cublas"
  if ! (cd "$scratch/cublas" && private_apt download libcublas11) >"$scratch/cublas/log" 2>&1; then
    reason="libcublas11 cannot be downloaded: $(tail -n 1 "$scratch/cublas/log")"
    return 1
  fi
  reason="libcublas11 does not list its symbols"
  dpkg-deb --ctrl-tarfile "$scratch"/cublas/*.deb | tar -xO ./symbols >"$scratch/cublas/control" \
    && grep -oE '^ [A-Za-z0-9_]+' "$scratch/cublas/control" | tr -d ' ' >"$scratch/cublas/symbols" \
    && mv -f "$scratch/cublas/symbols" "$cache/cublas/symbols"
}

case "${1:-}" in
  "" | --with-cublas) ;;
  *)
    usage >&2
    exit 2
    ;;
esac

trap '[ -z "$scratch" ] || rm -rf "$scratch"' EXIT
piece nvrtc "$cache/nvrtc/libnvrtc.so.11.2" get_nvrtc
piece ptxas "$cache/tools/ptxas" get_tools
piece libcuda "$cache/driver/libcuda.so.1" get_driver
[ "${1:-}" != --with-cublas ] || piece cublas-names "$cache/cublas/symbols" get_cublas_names
