# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# TAP for the test scripts in this directory; sourced. A test is a function that
# runs in its own shell and fails if one of its commands fails. Its output is then
# shown, except for anything that looks like a token, even a mistyped one.

export LC_ALL=C.UTF-8 # program output is compared
points=0
failures=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# run TEXT COMMAND...
run() {
	local text=$1 log=$scratch/.log status start=$SECONDS

	shift
	points=$((points + 1))
	# not as part of a condition, where "set -e" has no effect
	set +e
	(set -eux; "$@") >"$log" 2>&1
	status=$?
	set -e
	case $status in
	0) echo "ok $points - $text" ;;
	77) echo "ok $points - $text # SKIP $(tail -n 1 "$log")" ;;
	*)
		failures=$((failures + 1))
		echo "not ok $points - $text"
		tail -n 15 "$log" |
			sed -E 's/[[:xdigit:]]{4,}(-[[:xdigit:]]{2,}){3,}/<token>/g; s/^/# /'
		;;
	esac
	[ $((SECONDS - start)) -lt 10 ] || echo "# it took $((SECONDS - start)) s"
}

skip() {
	set +x
	echo "$*"
	exit 77
}

# not COMMAND...: fails if the command succeeds; "!" would not stop a shell with "set -e"
not() {
	if "$@"; then
		echo "should have failed: $*"
		return 1
	fi
}

# fails TEXT COMMAND...: the command fails and prints TEXT
fails() {
	local text=$1 out

	shift
	if out=$("$@" 2>&1); then
		echo "should have failed: $*"
		return 1
	fi
	printf '%s\n' "$out"
	grep -qF -- "$text" <<<"$out"
}

done_testing() {
	echo "1..$points"
	exit $((failures > 0))
}
