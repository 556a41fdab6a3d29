#!/usr/bin/env bash
# Places libonnxruntime.so.1 at artifacts/native/<rid>/, taken from the npm package onnxruntime-node (MIT licence).
# Usage: fetch-native.sh [linux-x64|linux-arm64] ; without an argument, this machine's. A file in place is kept.
set -euo pipefail

version="1.30.0"
root="$(cd "$(dirname "$0")/../.." && pwd)"

case "${1:-$(uname -s)-$(uname -m)}" in
    linux-x64 | Linux-x86_64) rid="linux-x64" cpu="x64" ;;
    linux-arm64 | Linux-aarch64) rid="linux-arm64" cpu="arm64" ;;
    *)
        echo "fetch-native.sh: expected linux-x64 or linux-arm64, found '${1:-$(uname -s)-$(uname -m)}'." >&2
        echo "Name a folder that holds the library with NEURALOPS_ONNXRUNTIME instead." >&2
        exit 1
        ;;
esac

target="$root/artifacts/native/$rid/libonnxruntime.so.1"
if [ -s "$target" ]; then
    echo "onnxruntime: $target is in place"
    exit 0
fi

if ! command -v npm > /dev/null; then
    echo "fetch-native.sh: npm not found; it downloads onnxruntime-node $version. On Debian: apt-get install npm" >&2
    exit 1
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
if ! (cd "$work" && npm pack --silent --ignore-scripts "onnxruntime-node@$version" > archive-name); then
    echo "fetch-native.sh: npm could not download onnxruntime-node $version; is the registry reachable?" >&2
    exit 1
fi

mkdir -p "$(dirname "$target")"
archive="$work/$(tail -n 1 "$work/archive-name")"
member="$(tar -tzf "$archive" | grep -E "/linux/$cpu/libonnxruntime\.so\.1$" || true)"
if [ -z "$member" ]; then
    echo "fetch-native.sh: onnxruntime-node $version holds no libonnxruntime.so.1 for linux $cpu" >&2
    exit 1
fi

tar -xzf "$archive" -O "$member" > "$target.part"
mv "$target.part" "$target"
echo "onnxruntime: $version placed at $target"
