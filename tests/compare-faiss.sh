#!/usr/bin/env bash
# Compares the flat index with faiss on this machine in one run; skipped with a message where faiss for Python is missing. Options go to python/compare_faiss.py.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
tool="$root/src/Vdsh.Cli/bin/Release/net10.0/Vdsh.Cli.dll"

for python in python3 /usr/bin/python3; do
  if command -v "$python" >/dev/null 2>&1 && "$python" -c 'import faiss, numpy' 2>/dev/null; then
    [ -f "$tool" ] || { echo "compare-faiss.sh: error: $tool is missing; run ./build.sh build first." >&2; exit 1; }
    exec "$python" "$root/tests/python/compare_faiss.py" dotnet "$tool" "$@"
  fi
done
echo "compare-faiss.sh: skipped, faiss for Python is not installed (on Debian: apt-get install python3-faiss)."
