// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// rte_vfio_setup_device() leaves opening the device, and the token for it, to
// vfio_open_in_group(). vfio_device_close() closes opened devices.
//
// If a step fails, undo what this call did, and nothing else: unregister a
// callback that it registered, under the lock used for that; remove a group that
// it added to the container, and with the last group, IOMMU type and mappings;
// close a group that it opened. Other devices of the group stay open, and a
// group that was already bound stays bound.
//
// file: lib/eal/linux/eal_vfio.c
// unless: lib/eal/linux/eal_vfio_cdev.c
// expect: 1 vfio_open_in_group(
// expect: 2 vfio_device_close(
// expect: 0 vf_token
// expect: 0 VFIO_GROUP_GET_DEVICE_FD
// expect: 3 goto close_group;
// expect: 7 goto undo;
// expect: 1 VFIO_GROUP_UNSET_CONTAINER
// expect: 1 old_type = vfio_cfg->vfio_iommu_type;
// expect: 1 is_new_group =
// expect: 2 is_registered =

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
+ const struct vfio_iommu_type *old_type;
+ bool is_registered = false;
+ bool is_new_group;
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
  return 0;
+
+ undo:
+ rte_mcfg_mem_read_lock();
+ if (is_registered)
+	rte_mem_event_callback_unregister(VFIO_MEM_EVENT_CLB_NAME, NULL);
+ vfio_cfg->vfio_iommu_type = old_type;
+ /* the last group takes IOMMU type and mappings of the container along */
+ if (!(group_status.flags & VFIO_GROUP_FLAGS_CONTAINER_SET))
+	ioctl(vfio_group_fd, VFIO_GROUP_UNSET_CONTAINER);
+ rte_mcfg_mem_read_unlock();
+
+ close_group:
+ if (is_new_group) {
+	rte_vfio_clear_group(vfio_group_fd);
+	close(vfio_group_fd);
+ }
+ return -1;
  }

@ before depends on open @
identifier vfio_group_fd, n;
@@
  rte_vfio_setup_device(...)
  {
  <...
+ is_new_group = get_vfio_cfg_by_group_num(n) == NULL;
  vfio_group_fd = rte_vfio_get_group_fd(n);
  ...>
  }

@ old_type depends on open @
identifier vfio_cfg, vfio_container_fd;
@@
  rte_vfio_setup_device(...)
  {
  <...
  vfio_container_fd = vfio_cfg->vfio_container_fd;
+ old_type = vfio_cfg->vfio_iommu_type;
  ...>
  }

// failures before the container is reached
@ close_group depends on open @
identifier vfio_group_fd;
@@
  rte_vfio_setup_device(...)
  {
  <...
(
  ret = ioctl(vfio_group_fd, VFIO_GROUP_GET_STATUS, ...);
  if (ret) {
	...
-	close(vfio_group_fd);
-	rte_vfio_clear_group(vfio_group_fd);
-	return -1;
+	goto close_group;
  } else if (...) {
	...
-	close(vfio_group_fd);
-	rte_vfio_clear_group(vfio_group_fd);
-	return -1;
+	goto close_group;
  }
|
  ret = ioctl(vfio_group_fd, VFIO_GROUP_SET_CONTAINER, ...);
  if (ret) {
	...
-	close(vfio_group_fd);
-	rte_vfio_clear_group(vfio_group_fd);
-	return -1;
+	goto close_group;
  }
)
  ...>
  }

@ keep_group depends on close_group @
identifier vfio_group_fd;
@@
  rte_vfio_setup_device(...)
  {
  <...
(
- close(vfio_group_fd);
- rte_vfio_clear_group(vfio_group_fd);
- return -1;
+ goto undo;
|
- close(vfio_group_fd);
- rte_vfio_clear_group(vfio_group_fd);
  rte_mcfg_mem_read_unlock();
)
  ...>
  }

@ undo depends on keep_group @
@@
  rte_vfio_setup_device(...)
  {
  <...
(
  rte_mcfg_mem_read_unlock();
- return -1;
+ goto undo;
|
+ is_registered = ret == 0 && vfio_cfg == default_vfio_cfg;
  if (ret && rte_errno != ENOTSUP) {
	...
-	return -1;
+	goto undo;
  }
)
  ...>
  }

@ close_device depends on undo @
identifier vfio_dev_fd;
@@
  rte_vfio_setup_device(..., int *vfio_dev_fd, ...)
  {
  <...
- close(*vfio_dev_fd)
+ vfio_device_close(*vfio_dev_fd)
  ...>
  }

@ release depends on undo @
identifier vfio_dev_fd;
@@
  rte_vfio_release_device(..., int vfio_dev_fd)
  {
  <...
- close(vfio_dev_fd)
+ vfio_device_close(vfio_dev_fd)
  ...>
  }
