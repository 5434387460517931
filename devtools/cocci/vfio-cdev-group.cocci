// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// If DPDK has cdev mode, group mode has its own file. There,
// vfio_group_setup_device_fd() leaves opening a device, and the token for it,
// to vfio_open_in_group().
//
// file: lib/eal/linux/eal_vfio_group.c
// when: lib/eal/linux/eal_vfio_cdev.c
// expect: 1 vfio_open_in_group(
// expect: 0 vf_token
// expect: 0 VFIO_GROUP_GET_DEVICE_FD

@ include @
@@
  #include "eal_vfio.h"
+ #include "eal_vfio_open_group.h"

@ depends on include @
type G, D;
identifier name, grp, dev, token, opened, out;
typedef rte_uuid_t;
@@
- vfio_group_setup_device_fd(const char *name, G grp, D dev)
+ vfio_group_setup_device_fd(const char *sysfs_base, const char *dev_addr, G grp,
+		D dev, bool is_shared)
  {
- rte_uuid_t token;
  int opened;
- rte_eal_vfio_get_vf_token(token);
- if (!rte_uuid_is_null(token)) {
-	...
- }
- opened = ioctl(grp->fd, VFIO_GROUP_GET_DEVICE_FD, name);
- if (opened < 0) {
-	...
- }
- out:
+ opened = vfio_open_in_group(grp->fd, sysfs_base, dev_addr, is_shared);
+ if (opened < 0)
+	return -1;
  ...
  }
