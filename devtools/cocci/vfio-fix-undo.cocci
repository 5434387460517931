// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// If a step of rte_vfio_setup_device() fails, undo what this call did, and nothing
// else: unregister a callback that it registered, under the lock used for that;
// remove a group that it added to the container, and with the last group, IOMMU
// type and mappings; close a group that it opened. Other devices of the group stay
// open, and a group that was already bound stays bound.
//
// file: lib/eal/linux/eal_vfio.c
// unless: lib/eal/linux/eal_vfio_cdev.c
// expect: 3 goto close_group;
// expect: 7 goto undo;
// expect: 1 VFIO_GROUP_UNSET_CONTAINER
// expect: 1 old_type = vfio_cfg->vfio_iommu_type;
// expect: 1 is_new_group =
// expect: 2 is_registered =

@ end @
identifier token, vfio_group_fd;
typedef rte_uuid_t;
@@
  rte_vfio_setup_device(...)
  {
  ...
  rte_uuid_t token;
+ const struct vfio_iommu_type *old_type;
+ bool is_registered = false;
+ bool is_new_group;
  ... when any
  vfio_group_device_get(vfio_group_fd);
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

@ before depends on end @
identifier vfio_group_fd, n;
@@
  rte_vfio_setup_device(...)
  {
  <...
+ is_new_group = get_vfio_cfg_by_group_num(n) == NULL;
  vfio_group_fd = rte_vfio_get_group_fd(n);
  ...>
  }

@ old_type depends on end @
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
@ close_group depends on end @
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
