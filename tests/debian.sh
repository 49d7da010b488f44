#!/usr/bin/env bash
# Checks that the programs which debian.txt lists for the given Makefile targets are installed.
# As root on Debian it installs the missing ones; otherwise it names them all in one line.
set -euo pipefail
cd "$(dirname "$0")"
# Debian's nginx is there, which is only on root's PATH.
export PATH="$PATH:/usr/sbin"

is_here() {
  case "$1" in
    python3.13) "${PYTHON:-$1}" -c 'import ensurepip, sys; sys.exit(sys.version_info[:2] != (3, 13))' ;;
    node) node --eval 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' ;;
    *) command -v "$1" ;;
  esac < /dev/null &> /dev/null
}

find_missing() {
  missing=() packages=()
  while read -r program package needed_by; do
    for target in $needed_by; do
      if [[ $target == all || " $targets " == *" $target "* ]] && ! is_here "$program"; then
        missing+=("$program (Debian: $package)")
        packages+=("$package")
        break
      fi
    done
  done < <(grep -v '^#' debian.txt)
}

targets="$*"
find_missing
if (( ${#packages[@]} )) && (( $(id -u) == 0 )) && command -v apt-get > /dev/null; then
  echo "Installing ${packages[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq > /dev/null
  apt-get install -qq -y --no-install-recommends "${packages[@]}" > /dev/null || true
  hash -r
  find_missing
fi
if (( ${#packages[@]} )); then
  printf -v list ', %s' "${missing[@]}"
  echo "Missing for make $targets: ${list:2}" >&2
  exit 1
fi
