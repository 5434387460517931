#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Build our librte_eal and librte_bus_pci for DPDK applications that are already
# installed: for "meson install", or as a Debian package.
#
# The package diverts Debian's two files, with --package and never --local, as
# Debian Policy 3.9 requires. Before the package enters an archive, Debian's DPDK
# maintainers must also be asked. By Debian's rules, the alternatives are worse:
#  - A directory that the dynamic linker searches first: Policy 10.2 requires
#    libraries in /usr/lib, and EAL would load Debian's librte_bus_pci by its path,
#    in addition to ours.
#  - Providing and replacing librte-eal23 and librte-bus-pci23 (Policy 7.6.2): a
#    package that needs an exact version of them (libdpdk-dev) could no longer be
#    installed, and removing ours would remove everything that needs them.
# Debian's files are moved to a separate directory: next to ours, ldconfig might
# link to them, as dpkg-divert(1) warns. The package name contains DPDK's ABI,
# like librte-eal23, so that the next package takes over no diversion.

set -euo pipefail
. "$(dirname "$0")/common.sh"

usage() {
	cat <<EOT
usage: drop-in.sh [--release RELEASE] [--deb [--revision N]]

Builds librte_eal and librte_bus_pci of a DPDK that is in Debian with the overlay,
with the flags of Debian's packages. Without --deb, builds them for /usr/local. As
root, install them so that DPDK applications use them, or remove them:

  meson install -C build/drop-in-RELEASE
  ninja -C build/drop-in-RELEASE uninstall && ldconfig

DPDK's own tools, such as dpdk-testpmd, contain the path of Debian's librte_bus_pci
and use only our librte_eal from /usr/local: they support tokens, but not in their
telemetry. The package has no such limit.

  --release RELEASE  one of $(debian_releases | xargs) (default: that of this machine's Debian)
  --deb              build a Debian package for /usr: build/librte-vf-token*.deb
  --revision N       last part of the package's version, for a new build of the same
                     sources (default: 1)
  --help             show this text

The package goes with the version of Debian's librte_eal and librte_bus_pci from whose
source it is built, and with no later one. When Debian updates them, apt upgrade keeps
them back; apt full-upgrade (on sid: apt install with their names) installs them and
removes our package. To have both, remove
$(tarball_of RELEASE) and build again.

DEBFULLNAME and DEBEMAIL name the package's maintainer.
EOT
}

# Put both libraries into build/<name>/libraries, without the run path of the build.
build_libraries() { # <name> <prefix>
	local build=$root/build/$1-$release flags
	local eal=subprojects/$tree/lib/librte_eal.so.$abi
	local bus_pci=subprojects/$tree/drivers/librte_bus_pci.so.$abi

	flags=$(cd "$root" && DEB_BUILD_MAINT_OPTIONS=hardening=+bindnow dpkg-buildflags --export=sh)
	eval "$flags"
	say "building librte_eal and librte_bus_pci for $2"
	mkdir -p "$build"
	quietly "$build/build.log" configure "$build" "$release" "$tree" \
		-Donly_dpdk=true -Ddefault_library=shared -Dbuildtype=plain --prefix="$2" --libdir="lib/$multiarch"
	quietly "$build/build.log" ninja -C "$build" "$eal" "$bus_pci"
	mkdir -p "$build/libraries"
	cp -f "$build/$eal" "$build/$bus_pci" "$build/libraries/"
	chrpath -d "$build"/libraries/* >/dev/null
}

# What "meson install" installs.
make_installer() { # <folder>
	local build=$1

	mkdir -p "$build"
	[ -f "$build/build.ninja" ] ||
		quietly "$build/build.log" meson setup "$build" "$root/packaging" \
			--prefix=/usr/local --libdir="lib/$multiarch" -Dabi="$abi" \
			-Dlibraries="$root/build/usr-local-$release/libraries" \
			-Dother_drivers="/usr/lib/$multiarch/dpdk/pmds-$abi"
	quietly "$build/build.log" ninja -C "$build"
}

overlay_version() {
	sed -n "s/^ *version: '\(.*\)',/\1/p" "$root/packaging/meson.build"
}

# Fill in a file of packaging/debian.
debian_file() { # <name>
	sed -e "s|@ABI@|$abi|g; s|@SO@|${abi%.*}|g; s|@MULTIARCH@|$multiarch|g" \
		-e "s|@ARCH@|$(dpkg --print-architecture)|g; s|@VERSION@|$version|g" \
		-e "s|@DPDK@|$debian_version|g" \
		-e "s|@DATE@|$(date -R -u -d "@$SOURCE_DATE_EPOCH")|g" \
		-e "s|@MAINTAINER@|${DEBFULLNAME:-$(id -un)} <${DEBEMAIL:-$(id -un)@$(uname -n)}>|g" \
		"$root/packaging/debian/$1"
}

# The license requires the notices of all authors whose work is in the binaries.
copyright() {
	printf '%s\n' 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/' \
		'Source: https://www.dpdk.org, with the VF token overlay' '' 'Files: *' 'Copyright:'
	(cd "$root/subprojects/$tree" && find -L lib/eal/{common,include,linux,unix,x86} \
		drivers/bus/pci/{.,linux} -maxdepth 1 -name '*.[ch]' -exec \
		sed -nE 's/^.*Copyright *\([cC]\) *([0-9][^*]*[^*. ]).*$/ \1/p' {} +) | sort -u
	printf 'License: BSD-3-Clause\n'
	sed '1,/authors$/d; s/^$/./; s/^/ /' "$root/LICENSE" | sed 1d
}

# strip_to FOLDER LIBRARY: strips it as Debian strips shared libraries
strip_to() {
	mkdir -p "$1"
	strip --strip-unneeded --remove-section=.comment --remove-section=.note \
		-o "$1/librte_$2.so.$abi" "$root/build/usr-$release/libraries/librte_$2.so.$abi"
	chmod 644 "$1/librte_$2.so.$abi"
}

# Exclude DPDK's own libraries, on which Debian's two packages depend.
shared_library_packages() { # <library...>
	local dpdk=$root/build/usr-$release/subprojects/$tree

	(cd "$work" && dpkg-shlibdeps -O --ignore-missing-info \
		-l"$dpdk/lib" -l"$dpdk/drivers" "$@" 2>"$work.log")
}

make_deb() { # <revision>
	local package=librte-vf-token${abi%.*} version top libs doc script depends

	version=$debian_version+$(overlay_version)-$1
	export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || date +%s)}
	work=$root/build/deb-$release
	top=$work/$package
	libs=$top/usr/lib/$multiarch
	doc=$top/usr/share/doc/$package
	rm -rf "$work"
	umask 022 # for the package's files, no matter who builds it
	mkdir -p "$top/DEBIAN" "$work/debian" "$doc"
	strip_to "$libs" eal
	strip_to "$libs/dpdk/pmds-$abi" bus_pci
	copyright >"$doc/copyright"
	debian_file changelog >"$work/debian/changelog"
	gzip -9n <"$work/debian/changelog" >"$doc/changelog.Debian.gz"
	debian_file lintian-overrides |
		install -D -m 644 /dev/stdin "$top/usr/share/lintian/overrides/$package"

	for script in preinst postrm; do
		debian_file $script | install -m 755 /dev/stdin "$top/DEBIAN/$script"
	done
	echo 'activate-noawait ldconfig' >"$top/DEBIAN/triggers"
	(cd "$top" && find usr -type f -exec md5sum {} +) >"$top/DEBIAN/md5sums"
	debian_file control >"$work/debian/control"
	depends=$(shared_library_packages "$libs"/*.so.* "$libs/dpdk/pmds-$abi"/*) || die "see $work.log"
	(cd "$work" && dpkg-gencontrol -p"$package" -P"$top" -V"$depends")
	rm -f "$root/build/$package"_*.deb
	dpkg-deb --root-owner-group --build "$top" "$root/build"
}

# The version of the Debian source package from which the tree comes.
debian_version_of() { # <tree>
	if [ -f "$1/debian/changelog" ]; then
		dpkg-parsechangelog -l "$1/debian/changelog" -S Version
	else
		cat "$1/VERSION"
	fi
}

# A package of another version cannot be installed, and libraries of an older one may
# lack what Debian's other libraries need.
compare_with_debian() {
	local package=librte-eal${abi%.*} theirs

	[ -f "$root/subprojects/$tree/debian/changelog" ] ||
		say "DPDK $debian_version is not from Debian's source package: it lacks Debian's patches," \
			"and no fix that Debian adds to it will be noticed"
	theirs=$(apt-cache policy "$package" | sed -n 's/^  Candidate: \([0-9].*\)/\1/p')
	[ -z "$theirs" ] || dpkg --compare-versions "$theirs" lt "$debian_version+c~" ||
		say "this machine's Debian has $package $theirs, with which these libraries do not go:" \
			"remove $(tarball_of "$release") and build again"
}

named=$(own_release) || true
deb=no
revision=1
while [ $# -gt 0 ]; do
	case $1 in
	--release) named=${2:?--release needs a name}; shift ;;
	--deb) deb=yes ;;
	--revision) revision=${2:?--revision needs a number}; shift ;;
	--help | -h) usage; exit 0 ;;
	*) usage >&2; die "unknown argument $1" ;;
	esac
	shift
done
[ -n "$named" ] || die "this machine's Debian is not in config/releases; name a --release"
use_release "$named"

take_lock
"$root/devtools/packages.sh" build || exit
"$root/devtools/build.sh" --tree --beside --release "$release" || exit
tree=$(tree_of "$release")
multiarch=$(dpkg-architecture -q DEB_HOST_MULTIARCH)
abi=$(cat "$root/subprojects/$tree/ABI_VERSION")
debian_version=$(debian_version_of "$root/subprojects/$tree")
if [ $deb = yes ]; then
	build_libraries usr /usr
	make_deb "$revision"
else
	build_libraries usr-local /usr/local
	make_installer "$root/build/drop-in-$release"
	say "now, as root: meson install -C build/drop-in-$release"
fi
compare_with_debian
