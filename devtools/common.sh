# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Common code of the devtools scripts; sourced, never run. It talks to the user
# and to apt, and knows the DPDK releases.

# scripts parse apt's output and call root's tools by name; python3 must be the
# one for which packages.sh installs modules
export LC_ALL=C.UTF-8 PATH=/usr/bin:$PATH:/usr/sbin:/sbin
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=$root/.cache
# files that do not change, shared by all clones of this user
shared=${XDG_CACHE_HOME:-${HOME:?}/.cache}/dpdk-vf-token
me=$(basename "$0" .sh)

# No failure goes unreported.
trap 'printf "%s: line %s failed: %s\n" "$me" "$LINENO" "$BASH_COMMAND" >&2' ERR

say() {
	printf '%s: %s\n' "$me" "$*"
}

die() {
	printf '%s: %s\n' "$me" "$*" >&2
	exit 1
}

known_releases() {
	(cd "$root/config/releases" && echo *)
}

# Releases in a Debian suite, newest first.
debian_releases() {
	(cd "$root/config/releases" && grep -l '^DPDK_SUITE=.' -- * | sort -rV)
}

# Load the settings of a release from config/releases.
use_release() { # <name>
	[ -f "$root/config/releases/$1" ] ||
		die "DPDK $1 is unknown; config/releases has $(known_releases)"
	release=$1
	# shellcheck source=../config/releases/22.11
	. "$root/config/releases/$release"
}

# The release in this machine's Debian, whose libraries ours can replace. It does not
# depend on the home release.
own_release() {
	local codename

	codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	(cd "$root/config/releases" && grep -lx "DPDK_SUITE=${codename:-none}" -- *)
}

# Where fetch-dpdk.sh puts the source of a release.
tarball_of() { # <release>
	echo "$shared/sources/dpdk-$1.tar.xz"
}

# Location of the source of a release: the tarball or tree passed to build.sh
# --dpdk, or the download of fetch-dpdk.sh. Fails if unavailable.
source_of() { # <release>
	if [ -f "$cache/source-$1" ]; then
		cat "$cache/source-$1"
	else
		"$root/devtools/fetch-dpdk.sh" "$1" >&2 && tarball_of "$1"
	fi
}

# The home release, on which every test runs; recorded by build.sh.
home_release() {
	[ -f "$cache/home" ] || die "run devtools/build.sh first"
	cat "$cache/home"
}

# The tree of a release in subprojects; other releases have their own.
tree_of() { # <release>
	if [ "$1" = "$(home_release)" ]; then
		echo dpdk
	else
		echo "dpdk-$1"
	fi
}

# The directory where a release is built.
build_of() { # <release>
	local tree

	tree=$(tree_of "$1")
	echo "build${tree#dpdk}"
}

# The Meson project of a release without the overlay. Its tree has the same name as the
# grafted one: with the same paths in all commands, ccache compiles common files once,
# and objects can be compared.
stock_of() { # <release>
	echo "$root/$(build_of "$1")-stock"
}

# Other releases that have tests: those in Debian, which are skipped if unavailable,
# and those that the user has built.
releases_beside() {
	local name

	for name in $(known_releases); do
		[ "$name" = "$(home_release)" ] || ! { debian_releases | grep -qx "$name" ||
			[ -d "$root/build-$name" ]; } || echo "$name"
	done
}

# List the build tools of this machine.
build_tools() {
	dpkg-query -W -f '${db:Status-Abbrev} ${Package} ${Version}\n' '*-dev' '*gcc*' 'clang*' \
		'binutils*' meson ninja-build 2>/dev/null | grep '^ii'
}

# Options to build DPDK alone; releases beside the home release are compiled faster.
alone() { # <tree>
	echo -Donly_dpdk=true
	[ "$1" = dpdk ] || echo -Doptimization=1
}

# Make a Meson project for a tree in its folder subprojects.
make_project() { # <folder>
	mkdir -p "$1"
	ln -sfn "$root/meson.build" "$root/meson_options.txt" "$root/config" "$1/"
}

# Configure a Meson project around a tree. DPDK uses the libraries that it finds, so
# a build must be redone when other libraries are installed.
configure() { # <folder> <release> <tree> <meson options...>
	local build=$1 project=$root mark options=("-Drelease=$2" "-Dtree=$3" "${@:4}")

	[ ! -e "${build%/*}/meson.build" ] || project=${build%/*}
	mark=$(echo "${options[*]}"; cat "$root/config/releases/$2"; build_tools)
	[ "$(cat "$build/.configured-with" 2>/dev/null)" != "$mark" ] || return 0
	rm -rf "$build"/{build.ninja,meson-info,meson-private,subprojects}
	meson setup "$build" "$project" "${options[@]}" || return
	echo "$mark" >"$build/.configured-with"
}

# Show the last line of a log every 20 seconds; ends with the script.
show_progress() { # <log>
	local never

	# wait without starting a process, which would have to be killed
	exec {never}<> <(:)
	while ! read -rt 20 -u "$never" && kill -0 $$ 2>/dev/null; do
		say "  $(tail -n 1 "$1" | cut -c 1-70)"
	done
}

# Run a long command with its output in a log; show the end of the log on failure.
quietly() { # <log> <command...>
	local log=$1 start=$SECONDS status=0 progress

	shift
	: >"$log"
	show_progress "$log" 8>&- 9>&- &
	progress=$!
	"$@" >"$log" 2>&1 || status=$?
	kill "$progress" 2>/dev/null || true
	wait "$progress" 2>/dev/null || true
	if [ "$status" != 0 ]; then
		tail -n 30 "$log" >&2
		die "'$1' failed; its output is in $log"
	fi
	say "  done in $((SECONDS - start)) s"
}

# Allow one run at a time in this directory: a second one waits for the first.
# The scripts called by this one inherit the lock.
take_lock() {
	[ -z "${VF_TOKEN_LOCKED:-}" ] || return 0
	mkdir -p "$cache"
	exec 9>"$cache/lock"
	if ! flock -n 9; then
		say "another run is using this folder, waiting for it to finish"
		flock 9
	fi
	export VF_TOKEN_LOCKED=1
}

# Allow one run at a time to change what clones share; the lock ends with the run.
lock_shared() {
	mkdir -p "$shared"
	exec 8>"$shared/lock"
	flock 8
}

# mmdebstrap makes apt's shell write to a descriptor, and Debian 13's shell accepts
# only numbers below 10. Do not pass on our descriptors, so that these are free.
bootstrap() { # <mmdebstrap's arguments...>
	(exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- && exec mmdebstrap "$@")
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "'$*' must be run as root, and there is no sudo"
	fi
}

# The repository from which this machine's apt gets a suite, e.g. "bookworm".
repository_of() { # <codename>
	apt-get indextargets --format '$(REPO_URI)' "Codename: $1" \
		'Component: main' 'Identifier: Packages' | head -n 1
}

# Run apt-get or apt-cache with the sources in $cache/apt/sources.d, which only
# this call sees: lists and cache are in our directory, and the system's sources
# stay unchanged.
apt_with_our_sources() { # <apt-get|apt-cache> <arguments...>
	local command=$1

	shift
	"$command" -o Dir::Etc::SourceList=/dev/null \
		-o Dir::Etc::SourceParts="$cache/apt/sources.d" \
		-o Dir::State::Lists="$cache/apt/lists" \
		-o Dir::Cache="$cache/apt/cache" \
		-o APT::Sandbox::User=root "$@"
}

# Add one source to the machine's own, e.g. "deb-src bookworm" or "deb
# bookworm-backports", from the repository of the running release.
add_our_source() { # <deb|deb-src> <suite>
	local codename uri key parts=$cache/apt/sources.d

	codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	case $2 in *-security) codename+=-security ;; esac
	uri=$(repository_of "$codename")
	[ -n "$uri" ] || return 1
	mkdir -p "$parts" "$cache/apt/lists" "$cache/apt/cache"
	cp /etc/apt/sources.list.d/* "$parts/" 2>/dev/null || true
	cp /etc/apt/sources.list "$parts/system.list" 2>/dev/null || true
	# apt requires a repository's key in all of its sources or in none
	for key in '' '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'; do
		echo "$1 $key $uri $2 main" >"$parts/ours-$1-$2.list"
		if apt_with_our_sources apt-get -q update >"$cache/apt/log" 2>&1; then
			return 0
		fi
	done
	rm "$parts/ours-$1-$2.list"
	return 1
}
