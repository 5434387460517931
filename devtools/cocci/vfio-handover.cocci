// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// A primary process answers requests for a device as long as it answers requests
// for a group.
//
// file: lib/eal/linux/eal_vfio_mp_sync.c
// expect: 1 vfio_handover_setup(
// expect: 1 vfio_handover_cleanup(

@ include @
@@
  #include "eal_vfio.h"
+ #include "eal_vfio_handover.h"

@ setup depends on include @
@@
  vfio_mp_sync_setup(void)
  {
  ...
- return 0;
+ return vfio_handover_setup();
  }

@ cleanup depends on setup @
@@
  vfio_mp_sync_cleanup(void)
  {
  ...
+ vfio_handover_cleanup();
  rte_mp_action_unregister(EAL_VFIO_MP);
  }
