// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// The same if DPDK has cdev mode, where group mode has its own file.
//
// file: lib/eal/linux/eal_vfio_group.c
// when: lib/eal/linux/eal_vfio_cdev.c
// expect: 1 token_err = errno;
// expect: 2 failed, error %i (%s)

@ first @
identifier token, fd, opened, grp, name, found;
typedef rte_uuid_t;
@@
  vfio_group_setup_device_fd(...)
  {
  rte_uuid_t token;
+ int token_err = 0;
+ int err;
  int opened;
  ...
  if (!rte_uuid_is_null(token)) {
	...
	fd = ioctl(grp->fd, VFIO_GROUP_GET_DEVICE_FD, name);
	if (fd >= 0)
		goto found;
+	token_err = errno;
  }
  ... when any
  }

@ second depends on first @
identifier dev_addr;
@@
  vfio_group_setup_device_fd(const char *dev_addr, ...)
  {
  <...
- EAL_LOG(WARNING, "Getting a vfio_dev_fd for %s failed", dev_addr);
+ err = errno;
+ if (token_err != 0)
+	EAL_LOG(WARNING, "Getting a vfio_dev_fd for %s with VF token failed, error %i (%s)", dev_addr, token_err, strerror(token_err));
+ EAL_LOG(WARNING, "Getting a vfio_dev_fd for %s failed, error %i (%s)", dev_addr, err, strerror(err));
  ...>
  }
