// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// If DPDK has cdev mode, both modes share the list of devices.
// vfio_device_close() closes the devices opened for it. The reason for a failed
// open is already logged.
//
// file: lib/eal/linux/eal_vfio.c
// when: lib/eal/linux/eal_vfio_cdev.c
// expect: 1 vfio_device_close(
// expect: 1 vfio_cdev_setup_device(cfg, sysfs_base, dev_addr, dev)
// expect: 1 vfio_group_setup_device_fd(sysfs_base, dev_addr,
// expect: 0 "Cannot open VFIO device %s, error

@ include @
@@
  #include "eal_vfio.h"
+ #include "eal_vfio_device.h"

@ close depends on include @
expression dev;
@@
  vfio_device_erase(...)
  {
  <...
- close(dev->fd)
+ vfio_device_close(dev->fd)
  ...>
  }

@ cdev depends on close @
identifier cfg, dev;
@@
- vfio_cdev_setup_device(cfg, dev)
+ vfio_cdev_setup_device(cfg, sysfs_base, dev_addr, dev)

@ group depends on cdev @
identifier grp, dev;
@@
- vfio_group_setup_device_fd(dev_addr, grp, dev)
+ vfio_group_setup_device_fd(sysfs_base, dev_addr, grp, dev, vfio_container_is_default(cfg))

@ said depends on group @
@@
  vfio_group_assign_device(...)
  {
  <...
- EAL_LOG(ERR, "Cannot open VFIO device %s, error %i (%s)", ...);
  ...>
  }
