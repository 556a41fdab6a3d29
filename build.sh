#!/usr/bin/env bash
# The one entry to this repository. `./build.sh help` lists what it can do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
configuration=Release
rid=linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
native=artifacts/native/$rid

say() { printf '\033[1m%s\033[0m\n' "$*"; }
fail() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

help() {
    cat <<'TEXT'
./build.sh setup      install what is missing: Debian packages, ONNX Runtime, the .NET check
./build.sh native     build the libtorch shim and fetch ONNX Runtime into artifacts/native
./build.sh build      compile everything; the tool is then artifacts/neuralops
./build.sh demo       train a small fluid simulator on real smoke, export it, roll it out (--quick: one minute)
./build.sh test       run all tests (further arguments go to `dotnet test`)
./build.sh bench      measure against PyTorch and its ONNX export (further arguments: see benchmarks/README.md)
./build.sh pack       pack every library into the local feed artifacts/packages (--official: over the official packages)
./build.sh format     format the sources; `format --check` only verifies
TEXT
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "needs root for: $*. Run it yourself, or install sudo."
    fi
}

setup() {
    command -v dotnet >/dev/null || fail "the .NET SDK 10 is missing; see https://dotnet.microsoft.com/download"
    case $(dotnet --version) in
        1[0-9].*) ;;
        *) fail "expected .NET SDK 10 or newer, found $(dotnet --version)" ;;
    esac
    local packages=(g++ cmake libopenblas0-pthread libhdf5-103-1) missing=()
    [ -n "${NEURALOPS_LIBTORCH:-}" ] || packages+=(libtorch-dev)
    command -v npm >/dev/null || packages+=(npm)
    local package
    for package in "${packages[@]}"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    if [ ${#missing[@]} -gt 0 ]; then
        command -v apt-get >/dev/null || fail "please install: ${missing[*]} (this system has no apt-get)"
        say "installing ${missing[*]}"
        as_root apt-get update -qq
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    fi
    native
}

native() {
    mkdir -p "$native"
    local build=artifacts/obj/native
    cmake -S bindings/TorchSharp/native -B "$build" -DCMAKE_BUILD_TYPE=Release \
        -DNEURALOPS_LIBTORCH="${NEURALOPS_LIBTORCH:-}" >"$native/../cmake.log" 2>&1 \
        || { tail -20 "$native/../cmake.log"; fail "the libtorch shim could not be configured"; }
    cmake --build "$build" -j "$(nproc)" >>"$native/../cmake.log" 2>&1 \
        || { tail -20 "$native/../cmake.log"; fail "the libtorch shim could not be built"; }
    cmp -s "$build/libneuralops_torch.so" "$native/libneuralops_torch.so" \
        || cp --remove-destination "$build/libneuralops_torch.so" "$native/"
    bash bindings/OnnxRuntime/fetch-native.sh
}

build() {
    setup
    dotnet build NeuralOps.sln -c $configuration -v quiet --nologo
    cat >artifacts/neuralops <<'TEXT'
#!/usr/bin/env bash
exec dotnet "$(dirname "$(readlink -f "$0")")/../src/NeuralOps.Cli/bin/Release/net10.0/neuralops.dll" "$@"
TEXT
    chmod +x artifacts/neuralops
}

demo() {
    build
    dotnet samples/NeuralFluid/bin/$configuration/net10.0/NeuralFluid.dll demo "$@"
}

# One test project after another: each uses all cores, and some measure memory.
test_all() {
    build
    local project log=artifacts/test.log failed=0
    : >"$log"
    for project in tests/*/*.csproj; do
        say "$(basename "$project" .csproj)"
        dotnet test "$project" -c $configuration --no-build --nologo "$@" 2>&1 | tee -a "$log" || failed=1
    done
    awk '/Failed: +[0-9]+, Passed:/ {
             match($0, /Failed: +[0-9]+/); failed += substr($0, RSTART + 7, RLENGTH - 7)
             match($0, /Passed: +[0-9]+/); passed += substr($0, RSTART + 7, RLENGTH - 7)
         }
         END { printf "%d passed, %d failed\n", passed, failed }' "$log"
    return $failed
}

bench() {
    build
    if ! /usr/bin/python3 -c 'import torch, numpy' 2>/dev/null; then
        command -v apt-get >/dev/null || fail "please install PyTorch and NumPy for /usr/bin/python3 (this system has no apt-get)"
        say "installing python3-torch python3-numpy"
        as_root apt-get update -qq
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            python3-torch python3-numpy >/dev/null
    fi
    export NEURALOPS_THREADS=${NEURALOPS_THREADS:-$(nproc)}
    export OMP_NUM_THREADS=$NEURALOPS_THREADS OPENBLAS_NUM_THREADS=$NEURALOPS_THREADS
    dotnet benchmarks/NeuralOps.Benchmarks/bin/$configuration/net10.0/NeuralOps.Benchmarks.dll "$@"
}

# Without arguments the packages depend on bindings/; with --official on the official TorchSharp and ONNX Runtime packages.
pack() {
    local feed=$PWD/artifacts/packages options=(--no-build) projects=(bindings/*/*.csproj src/*/*.csproj) project
    if [ "${1:-}" = --official ]; then
        feed+=-official
        options=(-p:NeuralOpsBindings=NuGet --artifacts-path artifacts/obj/official)
        projects=(src/NeuralOps.{Core,Data,Losses,Models,Onnx,Rollout}/*.csproj)
    else
        build
    fi
    rm -rf "$feed"
    for project in "${projects[@]}"; do
        dotnet pack "$project" -c $configuration -v quiet --nologo "${options[@]}" -p:PackageOutputPath="$feed"
    done
    ls "$feed"
}

format() {
    local check=()
    [ "${1:-}" = --check ] && check=(--verify-no-changes)
    dotnet format whitespace NeuralOps.sln --no-restore "${check[@]}"
}

case "${1:-help}" in
    setup | native | build | demo | bench | pack | format | help) command=$1; shift || true; $command "$@" ;;
    test) shift; test_all "$@" ;;
    *) help; exit 2 ;;
esac
