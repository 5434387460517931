// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// In cdev mode, DPDK leaves binding a device, and the token for it, to
// vfio_open_cdev(); attaching stays where it is. A secondary process records the
// device that the primary process hands over. Errors name the device, not only
// its number.
//
// file: lib/eal/linux/eal_vfio_cdev.c
// when: lib/eal/linux/eal_vfio_cdev.c
// expect: 2 vfio_open_cdev(
// expect: 1 vfio_device_close(
// expect: 0 vf_token
// expect: 0 VFIO_DEVICE_BIND_IOMMUFD
// expect: 3 "%s: cannot

@ include @
@@
  #include "eal_vfio.h"
+ #include "eal_vfio_device.h"
+ #include "eal_vfio_open_cdev.h"

@ bind depends on include @
type C, D;
identifier cfg, dev, token, bind, attach;
typedef rte_uuid_t;
@@
- cdev_attach_device_to_iommufd(C cfg, D dev)
+ cdev_attach_device_to_iommufd(C cfg, const char *sysfs_base, const char *dev_addr, D dev)
  {
- struct vfio_device_bind_iommufd bind = {...};
  ...
- rte_uuid_t token;
- rte_eal_vfio_get_vf_token(token);
+ if (vfio_open_cdev(dev->fd, cfg->container_fd, sysfs_base, dev_addr) < 0)
+	return -1;
- if (!rte_uuid_is_null(token)) {
-	...
- }
- bind.flags = 0;
- bind.argsz = sizeof(bind);
- bind.iommufd = cfg->container_fd;
- if (ioctl(dev->fd, VFIO_DEVICE_BIND_IOMMUFD, &bind) < 0) {
-	...
- }
- attach:
  ... when any
  }

@ request depends on bind @
type D;
identifier dev, given;
@@
- vfio_cdev_request_dev_fd(D dev)
+ vfio_cdev_request_dev_fd(const char *sysfs_base, const char *dev_addr, D dev)
  {
  ...
  dev->fd = given;
- return 0;
+ return vfio_open_cdev(given, -1, sysfs_base, dev_addr) < 0 ? -1 : 0;
  }

@ node depends on request @
identifier number;
@@
- cdev_open_device_fd(int number)
+ cdev_open_device_fd(const char *dev_addr, int number)
  {
  ...
  }

@ messages depends on node @
identifier f = { cdev_open_device_fd, cdev_attach_device_to_iommufd, vfio_cdev_request_dev_fd };
expression path, number, err, text;
@@
  f(...)
  {
  <...
(
- EAL_LOG(ERR, "Cannot open %s: %s", path, text);
+ EAL_LOG(ERR, "%s: cannot open %s: %s", dev_addr, path, text);
|
- EAL_LOG(ERR, "Cannot attach device to IOAS, error %i (%s)", err, text);
+ EAL_LOG(ERR, "%s: cannot attach device to IOAS, error %i (%s)", dev_addr, err, text);
|
- EAL_LOG(ERR, "Cannot request device fd for vfio%d", number);
+ EAL_LOG(ERR, "%s: cannot request device fd for vfio%d", dev_addr, number);
)
  ...>
  }

@ setup depends on messages @
type C, D;
identifier cfg, dev;
@@
- vfio_cdev_setup_device(C cfg, D dev)
+ vfio_cdev_setup_device(C cfg, const char *sysfs_base, const char *dev_addr, D dev)
  {
  <...
(
- cdev_open_device_fd(dev->dev_num)
+ cdev_open_device_fd(dev_addr, dev->dev_num)
|
- cdev_attach_device_to_iommufd(cfg, dev)
+ cdev_attach_device_to_iommufd(cfg, sysfs_base, dev_addr, dev)
|
- vfio_cdev_request_dev_fd(dev)
+ vfio_cdev_request_dev_fd(sysfs_base, dev_addr, dev)
|
- close
+ vfio_device_close
  (...)
)
  ...>
  }
