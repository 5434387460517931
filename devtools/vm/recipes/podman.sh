# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2154,SC1091
# Debian's Podman runs the page's containers: Docker's options as root, its own secret without.
. "$VM_SCENARIOS/page.bash"

files=/run/image
home=/run/vf-home

# an image is a directory with testpmd and its libraries, as there is no registry
make_image() {
	mkdir -p "$files"/{dev,etc,proc,run,sys,tmp,usr/bin,var/run}
	cp /usr/bin/dpdk-testpmd "$files/usr/bin/"
	# and what testpmd and this test load later
	{
		ldd /usr/bin/dpdk-testpmd | grep -o '/[^ ]*'
		ldconfig -p | grep -o '/.*/libgcc_s\.so\.1$' | head -n 1
		echo /usr/libexec/coreutils/libstdbuf.so
	} | xargs cp --parents -L -t "$files"
	chown -R vf-user "$files"
}

# the guest has no service manager and no networks
configure() {
	mkdir -p /etc/containers
	cat >/etc/containers/containers.conf <<-EOT
	[containers]
	cgroups = "disabled"
	netns = "none"
	env = ["PATH=/usr/bin", "LD_PRELOAD=/usr/libexec/coreutils/libstdbuf.so", "_STDBUF_O=L"]
	[engine]
	cgroup_manager = "cgroupfs"
	events_logger = "file"
	EOT
	cat >/etc/containers/storage.conf <<-EOT
	[storage]
	driver = "vfs"
	runroot = "/run/containers"
	graphroot = "/var/lib/containers"
	EOT
	mountpoint -q /sys/fs/cgroup || mount -t cgroup2 cgroup /sys/fs/cgroup
	echo vf-user:100000:65536 | tee /etc/subuid >/etc/subgid
	install -d -o vf-user -m 700 "$home" "$home/.config" "$home/.config/containers"
	printf '[storage]\ndriver = "vfs"\n' >"$home/.config/containers/storage.conf"
}

# what the guest puts in the place of IMAGE
rootfs="--rootfs $files"
as_root() { bash -c "$1"; }
# shellcheck disable=SC2329 # called by name
as_vf_user() {
	HOME=$home XDG_RUNTIME_DIR=$home as_user vf-user bash -c "cd; $1"
}
# ends_container AS: it ends on SIGTERM, and Podman reports testpmd's exit status
ends_container() {
	"$1" 'podman stop --time 60 --latest' && wait "$PROGRAM"
}
pid_of_latest() { podman inspect --latest --format '{{.State.Pid}}'; }
rotates() {
	testpmd_rotate pf 1 generate:/run/vf-owner/token
	cmp /run/vf-owner/token "/proc/$(pid_of_latest)/root/run/vf-owner/token"
}

configure
check 'testpmd and its libraries are in a directory' make_image
check 'the owner starts' owner_starts

# --- Docker's options, which Podman takes
printf '#!/bin/sh\nexec podman "$@"\n' >/usr/bin/docker
chmod +x /usr/bin/docker
run=$(recipe 'Docker and Podman' 1 | sed "s|IMAGE|$rootfs|")
check 'the container opens the VF' runs root as_root "$run"
check 'the container sees the new token after a rotation' rotates
podman inspect --latest >"$STATE/inspect"
for file in "$STATE/inspect" "$LOGDIR/root.log"; do check_no_secret "$token" "$file"; done
token=$(</run/vf-owner/token)
check 'the container ends cleanly' ends_container as_root

# --- Podman's own secret, without root privileges
chown -R vf-user "$files" "$GROUP"
chmod 1777 /dev/hugepages
chgrp vf-user /run/vf-owner /run/vf-owner/token
chmod 750 /run/vf-owner
chmod 640 /run/vf-owner/token
device="--device /dev/vfio/vfio --device $GROUP -v /dev/hugepages:/dev/hugepages --ulimit memlock=1073741824"
run=$(recipe_line 'Docker and Podman' 2 2 | sed "s| \.\.\. | $device $rootfs |")
check 'without root privileges: Podman keeps the token as a secret' \
	as_vf_user "$(recipe_line 'Docker and Podman' 2 1)"
check 'without root privileges: the container opens the VF' runs user as_vf_user "$run"
as_vf_user 'podman inspect --latest' >"$STATE/inspect"
for file in "$STATE/inspect" "$LOGDIR/user.log"; do check_no_secret "$token" "$file"; done
check 'without root privileges: the container ends cleanly' ends_container as_vf_user
check 'the owner exits cleanly' testpmd_stop pf
