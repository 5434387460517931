# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2154,SC1091
# Debian updates its libraries while ours are installed: apt never leaves ours in front of
# a fix without a word.
. "$VM_SCENARIOS/debian.bash"

apt_runs() { apt -y -o APT::Sandbox::User=root -o Dpkg::Options::=--force-unsafe-io "$@" 2>&1; }

# repository FOLDER: the only one that apt knows
repository() {
	rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*
	[[ ! ${1-} ]] || echo "deb [trusted=yes] file:$1 ./" >/etc/apt/sources.list
	apt_runs update
}

# answers NAME APT COMMAND...: the answer is in a log
answers() {
	apt_runs "${@:2}" >"$LOGDIR/$1" || { cat "$LOGDIR/$1"; return 1; }
}

# listed HEADING NAME PACKAGE: the answer has it in the list with that heading
listed() {
	awk -v heading="^$1:" '/^[^ ]/ { on = $0 ~ heading } on' "$LOGDIR/$2" | grep -qw -- "$3"
}

version_of() { dpkg-query -W -f '${Version}' "$1"; }
has_version() { [[ $(version_of "$1") == "$(dpkg-deb -f "$2/$1"_*.deb Version)" ]]; }

# the words of apt 2 and apt 3
kept='(The following packages have been kept back|Not upgrading)'
removed='(The following packages will be REMOVED|REMOVING)'
misfit="Depends: ${DEBIAN_LIBS[0]} \\(<.* is to be installed"

machine >"$STATE/before"
check 'apt has no repository but ours' repository
if [[ $MISFIT ]]; then
	check_not 'the package does not install on another version' \
		answers misfit install "$(package 1)"
	check_grep 'apt says why' "$misfit" "$LOGDIR/misfit"
	check 'the machine is as it was before' as_before
	return
fi

check 'the package installs' answers install install "$(package 1)"
check "Debian's libraries are built again" repository "$DEBIAN/rebuilt"
check 'apt upgrade succeeds' answers rebuilt upgrade
for name in "${DEBIAN_LIBS[@]}"; do
	check "apt upgrade installs the new build of $name" has_version "$name" "$DEBIAN/rebuilt"
done
check 'our librte_eal is still in place' in_place 1
check "Debian's new librte_eal is aside" debians_in "$DEBIAN/rebuilt" "$LIBS/$PACKAGE/$EAL"

check "Debian's libraries are fixed" repository "$DEBIAN/fixed"
check 'apt upgrade succeeds' answers upgrade upgrade
for name in "${DEBIAN_LIBS[@]}"; do
	check "apt upgrade says that $name is kept back" \
		listed "$kept" upgrade "$name"
	check "$name is not updated" has_version "$name" "$DEBIAN/rebuilt"
done
check 'our librte_eal is still in place' in_place 1

check 'apt full-upgrade succeeds' answers full-upgrade full-upgrade
# since 3.3, apt installs only what is named
if dpkg --compare-versions "$(version_of apt)" ge 3.3; then
	check 'apt full-upgrade says that it keeps the fixes back' \
		listed "$kept" full-upgrade "${DEBIAN_LIBS[0]}"
	check 'apt installs the fixes' answers full-upgrade install "${DEBIAN_LIBS[@]}"
fi
check 'apt says that it removes our package' listed "$removed" full-upgrade "$PACKAGE"
for name in "${DEBIAN_LIBS[@]}"; do
	check "$name is updated" has_version "$name" "$DEBIAN/fixed"
done
check "Debian's fixed librte_eal is in place" debians_in "$DEBIAN/fixed"
check 'no diversion is left' test -z "$(dpkg-divert --list '*librte*')"
check 'dpkg finds all files as they were packed' as_packed "${DEBIAN_LIBS[@]}"
is_stock 'after the update'
check_not 'our package does not install on the fixed libraries' \
	answers again install "$(package 1)"
check_grep 'apt says why' "$misfit" "$LOGDIR/again"

check 'the original libraries install again' package_installs /packages/*.deb
check 'the package installs again' answers install install "$(package 1)"
check 'dpkg, which does not ask, installs the fix' package_installs "$DEBIAN"/fixed/*.deb
check 'our librte_eal is still in place' in_place 1
check_not 'the next apt command fails' answers check upgrade
check_grep 'apt says why' "Depends: ${DEBIAN_LIBS[0]} \\(<.* is installed" "$LOGDIR/check"
check 'apt --fix-broken succeeds' answers fix-broken --fix-broken install
check 'apt --fix-broken says that it removes our package' listed "$removed" fix-broken "$PACKAGE"
check "Debian's fixed librte_eal is in place" debians_in "$DEBIAN/fixed"

check 'the original libraries install again' package_installs /packages/*.deb
check 'our removed package is purged' dpkg -P "$PACKAGE"
check 'the machine is as it was before' as_before
