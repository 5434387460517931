# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2154,SC1091
# Debian's systemd runs the owner and the user of a VF as the page's units have them.
. "$VM_SCENARIOS/page.bash"

units=/run/systemd/system
credentials=/run/credentials/vf-user.service/vf-token
rm -rf /run/vf-owner # as after a boot
mkdir -p "$units/service.d" "$STATE/targets"
recipe systemd 1 >"$units/vf-owner.service"
recipe systemd 2 >"$units/vf-user.service"
cat >"$units/service.d/log.conf" <<EOT # line by line, and in a file, as there is no journal
[Service]
Environment=LD_PRELOAD=/usr/libexec/coreutils/libstdbuf.so _STDBUF_O=L
StandardOutput=append:$LOGDIR/%N.log
StandardError=inherit
EOT
cp /lib/systemd/system/*.target "$STATE/targets" # without what Debian starts for them
# as for the user of the how-to
chown vf-user "$GROUP"
chmod 1777 /dev/hugepages


# systemd is the first process of its own processes and mounts
systemd_boots() {
	mountpoint -q /sys/fs/cgroup || mount -t cgroup2 cgroup /sys/fs/cgroup || return
	SYSTEMD_UNIT_PATH=$units:$STATE/targets container=other \
		unshare --pid --fork --kill-child --propagation shared --mount-proc \
		/lib/systemd/systemd --unit=basic.target --show-status=no >"$LOGDIR/systemd.log" 2>&1 9>&- &
	UNSHARE=$!
	wait_for 60 is_active basic.target && [[ $(readlink "/proc/$FIRST/exe") == */systemd/systemd ]]
}
inside() {
	[[ ${FIRST-} ]] || read -r FIRST <"/proc/$UNSHARE/task/$UNSHARE/children" || return
	nsenter --target "$FIRST" --mount --pid "$@"
}
systemctl() { inside systemctl "$@"; }
is_active() { systemctl is-active --quiet "$1"; }
pid_of() { systemctl show --property=MainPID --value "$1"; }

# ready SERVICE TIMES: it has opened its device so many times, and runs
ready() { has_ports "$LOGDIR/$1.log" "$2" && is_active "$1"; }
restarts() { systemctl restart "$1" && wait_for 60 ready "$1" "$2"; }
crashes() { inside kill -KILL "$(pid_of "$1")" && wait_for 60 ready "$1" "$2"; }
reads_credential() { inside setpriv --reuid="$1" --regid="$(id -g "$1")" --clear-groups cat "$credentials"; }
has_token() { cmp -s <(reads_credential vf-user) /run/vf-owner/token; }
same_user() { [[ $(pid_of vf-user) == "$user" ]]; }
same_token() { [[ $(</run/vf-owner/token) == "$token" ]]; }
rotates() {
	echo "vf_token rotate $PF0 generate:/run/vf-owner/token" >&"$prompt"
	wait_for 60 grep -q 'VF token rotated' "$LOGDIR/vf-owner.log"
}
stops() { systemctl stop "$1" && [[ $(systemctl show --property=Result --value "$1") == success ]]; }

check 'systemd boots' systemd_boots
# its first start fails if the owner has not created the token yet
systemctl start vf-user || true
check 'the user starts, and the owner with it' wait_for 60 ready vf-user 1
check 'the owner has opened the PF' wait_for 60 ready vf-owner 1
token=$(</run/vf-owner/token)
user=$(pid_of vf-user)
check "the user's credential is the token" has_token
check_not 'another user cannot read it' reads_credential nobody
check_not "another user cannot read the owner's file" as_user nobody cat /run/vf-owner/token

check 'the owner starts again after a crash with a VF in use' crashes vf-owner 2
check 'it has kept its token' same_token
# the page's owner, but at a prompt
mkfifo "$STATE/prompt"
exec {prompt}<>"$STATE/prompt"
recipe systemd 1 | sed "s|-- --stats-period=.*|-- -i|; s|^Restart=|StandardInput=file:$STATE/prompt\n&|" \
	>"$units/vf-owner.service"
systemctl daemon-reload
check 'the owner restarts with a VF in use' restarts vf-owner 3
check 'it has kept its token again' same_token
check 'the user has kept running without a terminal' same_user

check 'the owner rotates its token' rotates
check_not 'the owner has another token' same_token
check_not "the user's credential is the old token" has_token
check 'the user restarts' restarts vf-user 2
check "the user's credential is the new token" has_token

inside ps axww >"$STATE/ps"
systemctl show vf-owner vf-user >"$STATE/show"
for secret in "$token" "$(</run/vf-owner/token)"; do
	for file in "$STATE/ps" "$STATE/show" "$LOGDIR"/vf-{owner,user}.log; do
		check_no_secret "$secret" "$file"
	done
done
check 'the user stops cleanly' stops vf-user
check 'the owner stops cleanly' stops vf-owner
check 'the token file is kept' test -s /run/vf-owner/token
