// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// In cdev mode, bind a device without its token only if the kernel may not know tokens.
//
// file: lib/eal/linux/eal_vfio_cdev.c
// when: lib/eal/linux/eal_vfio_cdev.c
// expect: 1 errno != EINVAL
// expect: 0 Please use kernel

@@
identifier dev, bind, attach;
@@
  cdev_attach_device_to_iommufd(...)
  {
  <...
  if (ioctl(dev->fd, VFIO_DEVICE_BIND_IOMMUFD, &bind) < 0) {
-	EAL_LOG(DEBUG, ...);
-	EAL_LOG(NOTICE, ...);
-	EAL_LOG(NOTICE, ...);
+	if (errno != EINVAL) {
+		EAL_LOG(ERR, "Cannot bind device with VF token to IOMMUFD, error %i (%s)", errno, strerror(errno));
+		return -1;
+	}
+	EAL_LOG(DEBUG, "No VF token accepted for device %d", dev->dev_num);
	...
  } else {
	goto attach;
  }
  ...>
  }
