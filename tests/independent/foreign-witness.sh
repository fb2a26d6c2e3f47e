#!/usr/bin/env bash
# Installs aics-witness and aics-tlog, a C2SP witness and verifier that this project did not write, into a private
# environment below OUTDIR (default: build/foreign) and prints where their programs are. Needs PyPI.
# They say that they need Python 3.12 and run on 3.11 all the same.
set -euo pipefail
out=$(mkdir -p "${1:-build/foreign}" && cd "${1:-build/foreign}" && pwd)
[ -x "$out/venv/bin/aics-witness" ] || {
  python3 -m venv "$out/venv"
  "$out/venv/bin/pip" -q install --ignore-requires-python 'aics-witness==0.1.0' 'aics-tlog==0.2.1'
}
echo "$out/venv/bin"
