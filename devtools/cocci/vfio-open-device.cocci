// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// rte_vfio_setup_device() leaves opening the device, and the token for it, to
// vfio_open_in_group(). vfio_device_close() closes opened devices. Comes after
// vfio-fix-undo.cocci.
//
// file: lib/eal/linux/eal_vfio.c
// unless: lib/eal/linux/eal_vfio_cdev.c
// expect: 1 vfio_open_in_group(
// expect: 2 vfio_device_close(
// expect: 0 vf_token
// expect: 0 VFIO_GROUP_GET_DEVICE_FD
// expect: 7 goto undo;

@ include @
@@
  #include "eal_vfio.h"
+ #include "eal_vfio_device.h"
+ #include "eal_vfio_open_group.h"

@ open depends on include @
identifier sysfs_base, dev_addr, vfio_dev_fd, vfio_group_fd, token, info, done;
typedef rte_uuid_t;
@@
  rte_vfio_setup_device(const char *sysfs_base, const char *dev_addr,
		int *vfio_dev_fd, struct vfio_device_info *info)
  {
  ...
- rte_uuid_t token;
  ... when any
- rte_eal_vfio_get_vf_token(token);
- if (!rte_uuid_is_null(token)) {
-	...
- }
- *vfio_dev_fd = ioctl(vfio_group_fd, VFIO_GROUP_GET_DEVICE_FD, dev_addr);
- if (*vfio_dev_fd < 0) {
-	...
- }
- done:
+ *vfio_dev_fd = vfio_open_in_group(vfio_group_fd, sysfs_base, dev_addr,
+		vfio_cfg == default_vfio_cfg);
+ if (*vfio_dev_fd < 0)
+	goto undo;
  ... when any
  }

@ close_device depends on open @
identifier vfio_dev_fd;
@@
  rte_vfio_setup_device(..., int *vfio_dev_fd, ...)
  {
  <...
- close(*vfio_dev_fd)
+ vfio_device_close(*vfio_dev_fd)
  ...>
  }

@ release depends on open @
identifier vfio_dev_fd;
@@
  rte_vfio_release_device(..., int vfio_dev_fd)
  {
  <...
- close(vfio_dev_fd)
+ vfio_device_close(vfio_dev_fd)
  ...>
  }
