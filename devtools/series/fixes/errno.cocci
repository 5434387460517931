// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// Report the errno of both attempts to open a device.
//
// file: lib/eal/linux/eal_vfio.c
// unless: lib/eal/linux/eal_vfio_cdev.c
// expect: 1 token_err = errno;
// expect: 2 failed, error %i (%s)

@ first @
identifier token, fd, group, name, found;
typedef rte_uuid_t;
@@
  rte_vfio_setup_device(...)
  {
  ...
  rte_uuid_t token;
+ int token_err = 0;
+ int err;
  ... when any
  if (!rte_uuid_is_null(token)) {
	...
	*fd = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, name);
	if (*fd >= 0)
		goto found;
+	token_err = errno;
  }
  ... when any
  }

@ second depends on first @
identifier dev_addr;
@@
  rte_vfio_setup_device(const char *sysfs_base, const char *dev_addr, ...)
  {
  <...
(
- EAL_LOG(WARNING, "Getting a vfio_dev_fd for %s failed", dev_addr);
+ err = errno;
+ if (token_err != 0)
+	EAL_LOG(WARNING, "Getting a vfio_dev_fd for %s with VF token failed, error %i (%s)", dev_addr, token_err, strerror(token_err));
+ EAL_LOG(WARNING, "Getting a vfio_dev_fd for %s failed, error %i (%s)", dev_addr, err, strerror(err));
|
- RTE_LOG(WARNING, EAL, "Getting a vfio_dev_fd for %s failed\n", dev_addr);
+ err = errno;
+ if (token_err != 0)
+	RTE_LOG(WARNING, EAL, "Getting a vfio_dev_fd for %s with VF token failed, error %i (%s)\n", dev_addr, token_err, strerror(token_err));
+ RTE_LOG(WARNING, EAL, "Getting a vfio_dev_fd for %s failed, error %i (%s)\n", dev_addr, err, strerror(err));
)
  ...>
  }
