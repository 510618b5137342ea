# Installs the Debian package $1 without starting a service. Run as root.
set -eu
export DEBIAN_FRONTEND=noninteractive
stubs=$(mktemp -d)
policy=/usr/sbin/policy-rc.d
ours=
cleanup() {
  rm -rf "$stubs"
  [ -z "$ours" ] || rm -f "$policy"
}
trap cleanup EXIT

# 101: "action forbidden by policy", so the package's own service does not start
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  ours=yes
fi
# slim images have no invoke-rc.d, and the package's set-up fails without it
if ! command -v invoke-rc.d >/dev/null; then
  printf '#!/bin/sh\nexit 0\n' >"$stubs/invoke-rc.d"
  cp "$stubs/invoke-rc.d" "$stubs/update-rc.d"
  chmod 755 "$stubs"/*
  export PATH="$PATH:$stubs"
fi
apt-get -o DPkg::Lock::Timeout=300 update
# apt gives the package's set-up a path of its own, without the stand-ins, unless told
apt-get -o DPkg::Lock::Timeout=300 -o DPkg::Path="$PATH" install -y --no-install-recommends "$1"
