# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2034,SC2154
# The machine of the page of recipes: its devices, its user, and Debian's programs. Sourced.

[[ $PF0 == 0000:01:00.0 && $PF0_VF0 == 0000:01:10.0 && $PF1 == 0000:02:00.0 ]] ||
	{ echo "the devices have other addresses than on the page" >&2; exit 1; }
GROUP=/dev/vfio/$(group_of "$PF0_VF0")

if [[ ! -e /run/recipes ]]; then
	tar -C "$DEBIAN" --owner=0 --group=0 -c . | tar -C / -x --keep-directory-symlink
	cp "$TESTPMD" /usr/bin/dpdk-testpmd
	# neither needs /etc/shadow, which the guest may not be able to read
	echo 'vf-user:x:990:990::/run/vf-home:/usr/sbin/nologin' >>/etc/passwd
	echo 'vf-user:x:990:' >>/etc/group
	touch /run/recipes
fi
as_user() {
	prlimit --memlock=1073741824 \
		setpriv --reuid="$1" --regid="$(id -g "$1")" --clear-groups --inh-caps=-all "${@:2}"
}

# owner_starts: as the page's owner, with its token where the recipes have it
owner_starts() {
	rm -rf /run/vf-owner
	install -d -m 700 /run/vf-owner
	testpmd_start pf -a "$PF0" --vfio-vf-token=generate:/run/vf-owner/token || return
	token=$(</run/vf-owner/token)
}

# has_ports LOG NUMBER: a testpmd has configured that many ports since the log was made
has_ports() { [[ $(grep -c '^Configuring Port' "$1") -ge $2 ]]; }

# A program without a terminal: runs NAME COMMAND... starts it and waits until it has
# opened its device; it must not end by itself.
runs() {
	local log=$LOGDIR/$1.log
	shift
	(
		export LD_PRELOAD=/usr/libexec/coreutils/libstdbuf.so _STDBUF_O=L # line by line
		"$@" >"$log" 2>&1 </dev/null 9>&-
	) &
	PROGRAM=$!
	wait_for 60 _decided "$log"
	if has_ports "$log" 1 && sleep 2 && _lives; then return 0; fi
	! _lives || kill -KILL "$PROGRAM"
	tail -n 4 "$log"
	return 1
}
_lives() { kill -0 "$PROGRAM" 2>/dev/null; }
_decided() { grep -Eq '^Configuring Port|No probed ethernet' "$1" || ! _lives; }
ends() { kill -TERM "$PROGRAM"; wait "$PROGRAM"; }
