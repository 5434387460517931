# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2154,SC1091
# The page's pod opens its VF with what kubelet and the SR-IOV device plugin give it.
. "$VM_SCENARIOS/page.bash"

export PCIDEVICE_EXAMPLE_COM_VF=0000:01:10.0

# secret: kubelet's volume for a Secret gets the owner's token. A new directory takes the
# place of the old one in a single step; the pod sees links.
secret() {
	local old new
	old=$(readlink /etc/vf/..data || true)
	new=$(mktemp -d "/etc/vf/..$(date -u +%Y_%m_%d_%H_%M_%S).XXXXXXXXX")
	chmod 755 "$new"
	printf %s "$(</run/vf-owner/token)" >"$new/token"
	chmod "$mode" "$new/token"
	ln -s "${new##*/}" /etc/vf/..data_tmp
	mv -T /etc/vf/..data_tmp /etc/vf/..data
	[[ -L /etc/vf/token ]] || ln -s ..data/token /etc/vf/token
	[[ -z $old ]] || rm -r "/etc/vf/$old"
}

# fs_group GROUP: what kubelet does to the volume for a pod with an fsGroup
fs_group() {
	chgrp -hR "$1" /etc/vf
	chmod 2777 /etc/vf
	chmod g+rxs "$(realpath /etc/vf/..data)"
	chmod g+r "$(realpath /etc/vf/token)"
}

# pod [PREFIX...]: runs the pod's command in a container that has what the pod mounts
# shellcheck disable=SC2016 # for the shell in the container, and kubelet's variable
pod() {
	mapfile -t command < <(recipe Kubernetes 1 | tr -d '\n' | grep -o 'command: \[[^]]*\]' |
		sed 's/^command: //' | jq -r '.[]')
	command=("${command[@]//'$(PCIDEVICE_EXAMPLE_COM_VF)'/$PCIDEVICE_EXAMPLE_COM_VF}")
	[[ ${#command[@]} -gt 4 ]] || return
	mapfile -t mounted < <(recipe Kubernetes 1 | grep -o 'mountPath: [^,}]*')
	exec unshare --mount bash -c 'umount /dev/hugepages
		if [[ $1 == *" /dev/hugepages"* ]]; then
			mount -t hugetlbfs -o pagesize=2M,mode=777 hugepages /dev/hugepages
		fi
		shift
		exec "$@"' pod "${mounted[*]}" "$@" "${command[@]}"
}
as_pod_user() { # GROUPS
	pod env XDG_RUNTIME_DIR=/run/vf-home prlimit --memlock=1073741824 \
		setpriv --reuid=vf-user --regid=vf-user --groups="$1" --inh-caps=-all
}

# plugin GENERIC VFIO EXTRA: the device plugin's variable, with these names in it
plugin() {
	token=$token jq -cn --arg vf "$PCIDEVICE_EXAMPLE_COM_VF" --arg group "$GROUP" \
		--arg prefix "$1" --arg extra "$2" '{($vf): {($extra): {token: env.token},
		vfio: {($prefix + "dev-mount"): $group, ($prefix + "mount"): "/dev/vfio/vfio"}}}'
}
container() { exec bash -c "$(recipe Kubernetes 2)"; }

mkdir -p /etc/vf
mountpoint -q /etc/vf || mount -t tmpfs -o mode=1777 secret /etc/vf
mode=$(recipe Kubernetes 1 | sed -n 's/.*defaultMode: \([0-7]*\).*/\1/p')
check 'the owner starts' owner_starts

check 'Secret: kubelet mounts it' secret
check 'Secret: the pod opens its VF' runs secret pod
check 'Secret: the pod ends cleanly' ends
check_no_secret "$token" "$LOGDIR/secret.log"
check_no_grep 'Secret: EAL does not warn about the file' 'WARNING|can be read' "$LOGDIR/secret.log"
check 'the owner rotates its token' testpmd_rotate pf 1 generate:/run/vf-owner/token
token=$(</run/vf-owner/token)
check_not 'Secret: the old one does not open the VF' runs old pod
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
check 'Secret: kubelet changes it in a single step' secret
check 'Secret: the pod opens its VF after the change' runs changed pod
check 'Secret: the pod ends cleanly after the change' ends

chown vf-user "$GROUP"
install -d -o vf-user -m 700 /run/vf-home
check_not 'Secret: another user than root cannot read it' runs user as_pod_user 2000
check_grep 'Secret: EAL says so' 'Permission denied' "$LOGDIR/user.log"
check "Secret: kubelet gives it to the pod's fsGroup" fs_group 2000
check "Secret: another user in the pod's fsGroup opens the VF" runs group as_pod_user 2000
check "Secret: the other user's pod ends cleanly" ends
chown root "$GROUP"

# the plugin's documentation names the keys differently than its code
for keys in 'vfio- extraInfo' ' extra'; do
	name="device plugin (${keys##* })"
	PCIDEVICE_EXAMPLE_COM_VF_INFO=$(plugin "${keys% *}" "${keys##* }") \
		check "$name: the container opens its VF" runs plugin container
	tr '\0' '\n' <"/proc/$PROGRAM/environ" >"$STATE/environ"
	tr '\0' '\n' <"/proc/$PROGRAM/cmdline" >"$STATE/cmdline"
	for file in "$STATE/environ" "$STATE/cmdline" "$LOGDIR/plugin.log"; do
		check_no_secret "$token" "$file"
	done
	check "$name: the container ends cleanly" ends
done
check 'the owner exits cleanly' testpmd_stop pf
