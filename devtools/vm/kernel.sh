#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Get a kernel for the test guest: Debian's image, or one built from Debian's source
# package. Build its initramfs. Nothing is installed. DIR then contains vmlinuz and
# initramfs; a named kernel is kept where all clones find it.

set -euo pipefail
. "$(dirname "$0")/../common.sh"

here=$root/devtools/vm
table=$here/../../config/guest-kernels
boot_modules='virtio_pci 9pnet_virtio 9p overlay vfio vfio_virqfd vfio_iommu_type1 vfio-pci'
other_modules='igb igbvf e1000 tun'
optional=' virtio_pci vfio_virqfd igbvf '
selftest=vfio_pci_sriov_uapi_test

usage() {
	echo "usage: kernel.sh NAME|FILE.deb[,FILE.deb...] DIR"
	echo "Puts vmlinuz and initramfs of a kernel into DIR. NAME is one of"
	echo "$(names)(see config/guest-kernels)."
}

names() { sed -n 's/^\([^#[:space:]]\+\)[[:space:]].*/\1/p' "$table" | tr '\n' ' '; }
say() { echo "kernel.sh: $*" >&2; }
die() { say "$*"; exit 1; }

# this machine's apt, or one with an additional suite
with_apt=
depends() { $with_apt apt-cache depends "$1" 2>/dev/null | sed -n "s/^ *Depends: \(linux-$2-.*\)/\1/p"; }

# the newest image of kernel $1
newest() {
	local version=${1//./\\.}

	[ "$1" != newest ] || version='[0-9]+\.[0-9]+'
	$with_apt apt-cache pkgnames linux-image- |
		grep -E "^linux-image-$version\.[0-9][^a-z]*(deb[0-9]+-)?amd64$" | sort -V | tail -n 1 || true
}

# the packages of kernel $1, each as "package=version "
resolve() {
	local image p

	image=$(newest "$1")
	[ -n "$image" ] || return 0
	# Debian 14's image package only depends on those that contain the files
	for p in "$image" $(depends "$image" '\(base\|binary\|modules\)'); do
		printf '%s=%s ' "$p" "$($with_apt apt-cache show --no-all-versions "$p" | sed -n 's/^Version: //p')"
	done
}

# the newest package with the sources of kernel $1, as above
resolve_source() {
	local version=${1#iommufd} p

	version=${version#-}
	version=${version//./\\.}
	p=$($with_apt apt-cache pkgnames linux-source- |
		grep -E "^linux-source-${version:-[0-9.]+}$" | sort -V | tail -n 1)
	[ -z "$p" ] || echo "$p=$($with_apt apt-cache show --no-all-versions "$p" |
		sed -n 's/^Version: //p')"
}

# downloads the packages $1 to the directory $2
download() {
	for try in 1 2 3; do
		say "downloading $1"
		# shellcheck disable=SC2086 # a list
		(cd "$2" && $with_apt apt-get -q download $1 >&2) && return 0
		say "try $try failed"
		sleep $((try * 5))
	done
	return 1
}

# unpacks the packages in $1/deb to $1
unpack() {
	for deb in "$1"/deb/*.deb; do
		say "unpacking ${deb##*/}"
		dpkg -x "$deb" "$1"
	done
	# newer packages put everything below /usr
	[ -e "$1/lib/modules" ] || ln -s usr/lib "$1/lib"
	for file in "$1"/boot/vmlinuz-* "$1"/lib/modules/*/vmlinuz; do
		[ ! -f "$file" ] || mv "$file" "$1/vmlinuz"
	done
	[ -f "$1/vmlinuz" ] || die "no kernel in the package"
	[ -d "$1/lib/modules" ] || die "no modules in the package"
	depmod -b "$1" "$(ls "$1/lib/modules")"
	rm -rf "${1:?}/boot" "${1:?}/usr/share" "${1:?}/deb"
}

# Configure the sources in the current directory. Fail if this Linux does not know an
# option, or not with this value.
configure_kernel() {
	local option

	make -s tinyconfig
	scripts/kconfig/merge_config.sh -m .config "$1"
	make -s olddefconfig
	while read -r option; do
		grep -qx "$option" .config || { [[ $option == *=n ]] && ! grep -q "^${option%n}" .config; } || {
			echo "this kernel does not support $option"
			return 1
		}
	done < <(grep '^CONFIG' "$1")
}

# Test whether the kernel reaches its first command.
boots() { # <folder>
	timeout 120 "$("$here/qemu.sh")" -nodefaults -no-user-config -no-reboot -display none \
		-machine q35 -cpu max -m 1024 -serial stdio -kernel "$1/vmlinuz" -initrd "$1/initramfs" \
		-append "console=ttyS0 panic=-1 vm.probe" </dev/null | grep 'reached its first command'
}

# Build Linux's own VF token test.
build_selftest() { # <folder>
	local tests=$1/src/tools/testing/selftests/vfio flags=

	# 7.2.13 does not define it
	grep -rq 'define calloc_assert' "$tests" || flags='-D"calloc_assert(n, size)=calloc(n, size)"'
	make -C "$1/src" -j"$(nproc)" headers
	make -C "$tests" EXTRA_CFLAGS="$flags" "$(realpath "$tests")/$selftest"
	mv "$tests/$selftest" "$1/"
}

# Build a kernel from the source package in $1/deb, with the options in the file $2.
build_kernel() {
	local log=$1.log

	for tool in bc bison ccache flex gcc make; do
		command -v "$tool" >/dev/null || die "$tool is missing: devtools/packages.sh kernel"
	done
	say "unpacking the sources"
	dpkg -x "$1"/deb/*.deb "$1/deb/x"
	mkdir "$1/src"
	tar -xJ --strip-components=1 -C "$1/src" -f "$1"/deb/x/usr/src/linux-source-*.tar.xz
	(cd "$1/src" && configure_kernel "$2") >"$log" 2>&1 ||
		die "cannot configure the kernel, see $log"
	say "building the kernel (about six minutes)"
	quietly "$log" make -C "$1/src" -j"$(nproc)" CC="ccache gcc" bzImage >&2
	mv "$1/src/arch/x86/boot/bzImage" "$1/vmlinuz"
	if [ -f "$1/src/tools/testing/selftests/vfio/$selftest.c" ]; then
		say "building Linux's own test"
		quietly "$log" build_selftest "$1" >&2
	fi
	rm -rf "${1:?}/src" "${1:?}/deb"
}

# builds the initramfs of $1: busybox, /init, the modules uncompressed, and for
# each wanted module a file that lists what to load for it, in order
initramfs() {
	say "building the initramfs of $1"
	ram=$dir/initramfs.d
	rm -rf "$ram"
	mkdir -p "$ram/bin" "$ram/modules" "$ram/dev" "$ram/proc" "$ram/sys" "$ram/root"
	cp "$(command -v busybox)" "$ram/bin/busybox"
	cp "$here/init" "$ram/init"
	chmod 755 "$ram/init"
	echo "$boot_modules" | tr ' ' '\n' >"$ram/modules/boot"
	version=$(ls "$1/lib/modules" 2>/dev/null || true)
	for m in ${version:+$boot_modules $other_modules}; do
		if ! modprobe -C /dev/null -d "$1" -S "$version" --show-depends "$m" \
			>"$ram/deps" 2>/dev/null; then
			case $optional in *" $m "*) continue ;; esac
			die "this kernel has no module $m"
		fi
		: >"$ram/modules/$m"
		while read -r what file _; do
			[ "$what" = insmod ] || continue
			ko=$(basename "$file" | sed 's/\.ko.*/.ko/')
			echo "$ko" >>"$ram/modules/$m"
			[ ! -e "$ram/modules/$ko" ] || continue
			case $file in
			*.xz) xz -dc "$file" ;;
			*.zst) zstd -qdc "$file" ;;
			*.gz) gzip -dc "$file" ;;
			*) cat "$file" ;;
			esac >"$ram/modules/$ko"
		done <"$ram/deps"
	done
	rm -f "$ram/deps"
	(cd "$ram" && find . | cpio -o -H newc --quiet -R 0:0) >"$dir/initramfs.cpio"
	rm -rf "$ram"
	gzip -1 "$dir/initramfs.cpio"
	mv "$dir/initramfs.cpio.gz" "$dir/initramfs"
}

case ${1-} in -h | --help) usage; exit 0 ;; esac
[ $# -eq 2 ] || { usage >&2; exit 2; }
name=$1
dir=$2
config=
look_for=resolve
for tool in busybox cpio xz depmod dpkg-deb; do
	command -v "$tool" >/dev/null ||
		die "$tool is missing: apt-get install busybox-static cpio xz-utils kmod dpkg"
done
! ldd "$(command -v busybox)" >/dev/null 2>&1 || die "busybox is not static: apt-get install busybox-static"

case $name in
*.deb) unpacked=$dir/unpacked ;;
*) unpacked=$shared/kernels/$name ;;
esac
mkdir -p "$dir" "${unpacked%/*}"
exec 8>"$unpacked.lock"
flock 8
have=$(cat "$unpacked/package" 2>/dev/null || true)
case $name in
*.deb)
	# shellcheck disable=SC2016 # dpkg-deb's own variables
	want=$(IFS=, && for deb in $name; do
		dpkg-deb --showformat='${Package}=${Version} ' -W "$deb" || exit
	done)
	;;
*)
	read -r suite config < <(awk -v n="$name" '$1 == n { print $2, $3 }' "$table") ||
		die "unknown kernel $name, known: $(names)"
	if [ -n "$config" ]; then
		look_for=resolve_source
		configured=$(sha256sum <"$root/config/$config")
		[ "${have#* }" = "$configured" ] || have=
	fi
	want=
	[[ $name =~ ^[0-9] ]] && want=$(resolve "$name")
	if [ -z "$want" ] && [ -n "$have" ]; then
		want=$have
	elif [ -z "$want" ]; then
		say "looking for Linux $name in Debian's $suite"
		add_our_source deb "$suite" || die "cannot read $suite, see $cache/apt/log"
		with_apt=apt_with_our_sources
		want=$($look_for "$name")
	fi
	[ -n "$want" ] || die "Linux $name is neither in this machine's suite nor in $suite"
	;;
esac

made=$unpacked.new
if [ "$have" != "$want" ]; then
	rm -rf "$made"
	mkdir -p "$made/deb"
	case $name in
	*.deb) (IFS=, && for deb in $name; do ln -s "$(realpath "$deb")" "$made/deb"; done) ;;
	*)
		if ! download "$want" "$made/deb"; then
			# the archive drops a kernel when it gets a newer one
			say "asking the archive for a newer one"
			$with_apt apt-get -q update >&2 || true
			want=$($look_for "$name")
			download "$want" "$made/deb" || die "cannot download $want"
		fi
		;;
	esac
	if [ -n "$config" ]; then
		build_kernel "$made" "$root/config/$config"
		want="$want $configured"
	else
		unpack "$made"
	fi
	echo "$want" >"$made/package"
	rm -rf "$unpacked"
	mv "$made" "$unpacked"
fi

# rebuild the initramfs when its inputs have changed
sum=$(cat "$0" "$here/init" "$unpacked/package" | sha256sum)
if [ ! -e "$dir/initramfs" ] || [ "$(cat "$dir/initramfs.sum" 2>/dev/null)" != "$sum" ]; then
	rm -f "$dir/initramfs.sum"
	rm -f "$dir/$selftest"
	cp "$unpacked/vmlinuz" "$dir/"
	[ ! -e "$unpacked/$selftest" ] || cp "$unpacked/$selftest" "$dir/"
	initramfs "$unpacked"
	echo "$sum" >"$dir/initramfs.sum"
fi

if [ -n "$config" ] && [ ! -e "$unpacked/boots" ]; then
	say "booting the new kernel once"
	boots "$dir" >&2 || die "the new kernel does not reach its first command"
	touch "$unpacked/boots"
fi
