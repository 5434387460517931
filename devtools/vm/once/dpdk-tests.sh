# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# DPDK's own tests of the code that the overlay changes. Stock DPDK passes all of them here.
# limit: 900

# the tests start many processes, and each of these would probe each device
for dev in "$PF0" "$PF1" "$PLAIN"; do
	echo "$dev" >"$SYS/devices/$dev/driver/unbind"
done
for name in devargs_autotest eal_fs_autotest eal_flags_c_opt_autotest \
	eal_flags_main_opt_autotest eal_flags_n_opt_autotest \
	eal_flags_hpet_autotest eal_flags_no_huge_autotest \
	eal_flags_a_opt_autotest eal_flags_b_opt_autotest \
	eal_flags_vdev_opt_autotest eal_flags_r_opt_autotest \
	eal_flags_mem_autotest eal_flags_file_prefix_autotest \
	eal_flags_misc_autotest memory_autotest multiprocess_autotest \
	telemetry_json_autotest telemetry_data_autotest vdev_autotest; do
	check "$name" env DPDK_TEST="$name" "$DPDK_TEST" --file-prefix="$name"
done
