// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// rte_vfio_setup_device() leaves the open of the device, and the token for
// it, to vfio_open_device(). Where that fails, the process is left as it was
// before: a group in which other devices are open is kept, and the memory
// callback goes with the last group, or no other device could be set up.
// What was opened is closed by vfio_device_close().
//
// file: lib/eal/linux/eal_vfio.c
// expect: 1 vfio_open_device(
// expect: 2 vfio_device_close(
// expect: 0 vf_token
// expect: 0 VFIO_GROUP_GET_DEVICE_FD

@ include @
@@
  #include "eal_vfio.h"
+ #include "eal_vfio_device.h"
+ #include "eal_vfio_open.h"

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
+ *vfio_dev_fd = vfio_open_device(vfio_group_fd, sysfs_base, dev_addr,
+		vfio_cfg == default_vfio_cfg);
  if (*vfio_dev_fd < 0) {
-	...
-	return -1;
+	if (vfio_group_device_count(vfio_group_fd) == 0) {
+		close(vfio_group_fd);
+		rte_vfio_clear_group(vfio_group_fd);
+	}
+	if (vfio_cfg == default_vfio_cfg && vfio_cfg->vfio_active_groups == 0)
+		rte_mem_event_callback_unregister(VFIO_MEM_EVENT_CLB_NAME,
+				NULL);
+	return -1;
  }
- done:
  ... when any
  }

@ setup_close depends on open @
identifier vfio_dev_fd;
@@
  rte_vfio_setup_device(..., int *vfio_dev_fd, ...)
  {
  <...
- close(*vfio_dev_fd)
+ vfio_device_close(*vfio_dev_fd)
  ...>
  }

@ release_close depends on open @
identifier vfio_dev_fd;
@@
  rte_vfio_release_device(..., int vfio_dev_fd)
  {
  <...
- close(vfio_dev_fd)
+ vfio_device_close(vfio_dev_fd)
  ...>
  }
