/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test the status of VF tokens in dump and telemetry, and who waits for whom.
 */

#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_pci_vf_token.h>
#include <rte_stdatomic.h>
#include <rte_thread.h>

#include <uapi/linux/vfio.h>

#include "test.h"
#include "vfio_kernel_model.h"
#include "vfio_sys.h"
#include "vfio_token_fixture.h"
#include "vfio_token_functions.h"

static bool
status_is(const char *expected)
{
	char text[4096];

	if (strcmp(dump_text(text, sizeof(text)), expected) == 0)
		return true;
	printf("status expected:\n%sfound:\n%s", expected, text);
	return false;
}

static int
test_status(void)
{
	int pf, vf, plain, foreign;
	char text[4096];

	begin_without_tokens();
	TEST_ASSERT(status_is(""), "devices that are not open");
	pf = open_quietly(PF);
	plain = open_quietly(PLAIN);
	foreign = open_quietly(FOREIGN_VF);
	TEST_ASSERT(status_is(PF ": PF, VF token not used: none was given\n"
		PLAIN ": no SR-IOV, VF token not used: no SR-IOV\n"
		FOREIGN_VF ": VF of " FOREIGN_PF
		", VF token not used: the PF is another driver's\n"), "without tokens");
	close_device(FOREIGN_VF, foreign);
	close_device(PLAIN, plain);

	TEST_ASSERT_SUCCESS(rotate_token(PF, B), "rotate");
	vf = open_quietly(VF);
	dump_text(text, sizeof(text));
	TEST_ASSERT(strstr(text, PF ": PF, VF token by feature, from the application, uuid, "
		"rotations: 1, the last ") == text && strstr(text, " s ago\n"
		VF ": VF of " PF ", VF token presented, from the application, uuid\n") != NULL,
		"after a rotation: %s", text);
	close_device(VF, vf);
	close_device(PF, pf);

	vfio_model.probe_errno = ENOTTY;
	pf = open_quietly(PF);
	TEST_ASSERT(status_is(PF ": PF, VF token by open, from the application, uuid\n"),
		"no such feature");
	close_device(PF, pf);
	vfio_model.before_5_7 = true;
	pf = open_quietly(PF);
	TEST_ASSERT(status_is(PF ": PF, VF token not used: "
			"this kernel has none, so nothing guards the VFs (Linux 5.7 has them)\n"),
		"Linux 5.6");
	close_device(PF, pf);
	TEST_ASSERT(status_is(""), "devices that were closed");
	return end_without_tokens();
}

/* A wait until released, or for 20 seconds. */
static struct {
	sem_t has_begun;
	sem_t let_go;
	RTE_ATOMIC(bool) goes_on;
} held;

static void
hold(void)
{
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 20;
	sem_post(&held.has_begun);
	sem_timedwait(&held.let_go, &end);
	rte_atomic_store_explicit(&held.goes_on, true, rte_memory_order_release);
}

static void
begin_hold(void)
{
	held.goes_on = false;
	sem_init(&held.has_begun, 0, 0);
	sem_init(&held.let_go, 0, 0);
}

static int (*quick_ioctl)(int fd, unsigned long request, void *arg);

static int
held_ioctl(int fd, unsigned long request, void *arg)
{
	if (request == VFIO_GROUP_GET_DEVICE_FD)
		hold();
	return quick_ioctl(fd, request, arg);
}

static uint32_t
open_vf(void *fd)
{
	*(int *)fd = open_quietly(VF);
	return 0;
}

/* Connect to this process' telemetry like dpdk-telemetry.py, or return -1. */
static int
connect_telemetry(void)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	char greeting[1024], pid[32];
	ssize_t n;
	int fd;

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/dpdk_telemetry.v2",
		rte_eal_get_runtime_dir());
	snprintf(pid, sizeof(pid), "\"pid\":%d,", getpid());
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) == 0) {
		n = recv(fd, greeting, sizeof(greeting) - 1, 0);
		greeting[RTE_MAX(n, 0)] = '\0';
		if (strstr(greeting, pid) != NULL)
			return fd;
	}
	close(fd);
	return -1;
}

#define PF_ANSWER "{\"device\":\"" PF "\",\"role\":\"PF\",\"pf\":\"" PF "\"," \
	"\"token\":\"by feature\",\"why\":\"\",\"given_by\":\"application\"," \
	"\"source\":\"uuid\",\"rotations\":0,\"last_rotation\":0}"
#define PLAIN_ANSWER "{\"device\":\"" PLAIN "\",\"role\":\"none\",\"pf\":\"\"," \
	"\"token\":\"no\",\"why\":\"no SR-IOV\",\"given_by\":\"\"," \
	"\"source\":\"\",\"rotations\":0,\"last_rotation\":0}"

static const struct {
	const char *question;
	const char *has;
	const char *has_not;
} telemetry_rows[] = {
	{ "/vfio/vf_token", PF_ANSWER, A },
	{ "/vfio/vf_token,0", PF_ANSWER, A },
	{ "/vfio/vf_token,1", PLAIN_ANSWER, PF },
	{ "/vfio/vf_token,2", "{\"/vfio/vf_token\":{}}", "device" },
	{ "/vfio/vf_token,x", "{\"/vfio/vf_token\":null}", "device" },
};

static bool
telemetry_row_holds(int fd, unsigned int i)
{
	const char *question = telemetry_rows[i].question;
	char answer[16384] = "";
	bool holds;

	holds = send(fd, question, strlen(question), 0) > 0 &&
		recv(fd, answer, sizeof(answer) - 1, 0) > 0 &&
		strstr(answer, telemetry_rows[i].has) != NULL &&
		strstr(answer, telemetry_rows[i].has_not) == NULL;
	if (!holds)
		printf("%s: '%s' expected, '%s' found\n", question,
			telemetry_rows[i].has, answer);
	return holds;
}

static int
test_telemetry(void)
{
	unsigned int i, failed = 0;
	int fd, pf, plain;

	fd = connect_telemetry();
	if (fd < 0) {
		printf("no telemetry: skipped; needs --file-prefix of its own, and not --no-telemetry\n");
		return TEST_SKIPPED;
	}
	begin_without_tokens();
	set_token(PF, A);
	pf = open_quietly(PF);
	plain = open_quietly(PLAIN);
	for (i = 0; i < RTE_DIM(telemetry_rows); i++)
		failed += !telemetry_row_holds(fd, i);
	close(fd);
	close_device(PF, pf);
	close_device(PLAIN, plain);
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);
	return end_without_tokens();
}

/* Telemetry, a dump and an unplug do not wait for an open. */
static int
test_not_held_up(void)
{
	static struct vfio_sys sys;
	const struct vfio_sys *before;
	int pf, plain, vf, ret, telemetry = connect_telemetry();
	bool waited, answers;
	char text[4096];
	rte_thread_t opener;

	begin_without_tokens();
	set_token(PF, A);
	pf = open_quietly(PF);
	plain = open_quietly(PLAIN);
	TEST_ASSERT(pf >= 0 && plain >= 0, "the devices do not open");
	before = vfio_sys();
	sys = *before;
	quick_ioctl = sys.ioctl;
	sys.ioctl = held_ioctl;
	vfio_sys_replace(&sys);
	begin_hold();
	TEST_ASSERT_SUCCESS(rte_thread_create(&opener, NULL, open_vf, &vf), "thread");
	sem_wait(&held.has_begun);

	answers = telemetry < 0 || telemetry_row_holds(telemetry, 0);
	dump_text(text, sizeof(text));
	ret = close_device(PLAIN, plain);
	waited = rte_atomic_load_explicit(&held.goes_on, rte_memory_order_relaxed);

	sem_post(&held.let_go);
	rte_thread_join(opener, NULL);
	vfio_sys_replace(before);
	if (telemetry >= 0)
		close(telemetry);
	TEST_ASSERT(answers && count_lines(text) == 2 && ret == 0 && vf >= 0, "not as ever");
	TEST_ASSERT(!waited, "they have waited for the open");
	close_device(VF, vf);
	close_device(PF, pf);
	return end_without_tokens();
}

/* A slow reader of a dump, delayed at the first text. */
static ssize_t
held_write(void *cookie __rte_unused, const char *text __rte_unused, size_t size)
{
	if (!rte_atomic_load_explicit(&held.goes_on, rte_memory_order_acquire))
		hold();
	return size;
}

static uint32_t
dump_slowly(void *arg __rte_unused)
{
	const cookie_io_functions_t functions = { .write = held_write };
	FILE *f = fopencookie(NULL, "w", functions);

	if (f == NULL)
		return 0;
	setvbuf(f, NULL, _IONBF, 0);
	rte_pci_vf_token_dump(f);
	fclose(f);
	return 0;
}

/* Code that reads or changes the open devices; for the test below. */
static int table_plain;

static void
table_open(void)
{
	table_plain = open_device(PLAIN);
}

static void
table_close(void)
{
	close_device(PLAIN, table_plain);
}

static void
table_dump(void)
{
	char text[4096];

	dump_text(text, sizeof(text));
}

static void
table_remove(void)
{
	remove_token(PF);
}

static void
table_rotate(void)
{
	rotate_token(PF, B);
}

static const struct table_user {
	const char *name;
	void (*run)(void);
} table_users[] = {
	{ "open", table_open },
	{ "dump", table_dump },
	{ "remove", table_remove },
	{ "rotate", table_rotate },
	{ "close", table_close },
};

static RTE_ATOMIC(bool) table_used;

static uint32_t
use_table(void *user)
{
	((const struct table_user *)user)->run();
	rte_atomic_store_explicit(&table_used, true, rte_memory_order_release);
	return 0;
}

/* Whether it is blocked while a dump is held up. */
static bool
waits_for_dump(const struct table_user *user)
{
	rte_thread_t dumper, other;
	bool waits;

	begin_hold();
	table_used = false;
	if (rte_thread_create(&dumper, NULL, dump_slowly, NULL) != 0)
		return false;
	sem_wait(&held.has_begun);
	waits = rte_thread_create(&other, NULL, use_table, (void *)(uintptr_t)user) == 0;
	if (waits) {
		usleep(50000);
		waits = !rte_atomic_load_explicit(&table_used, rte_memory_order_acquire);
		sem_post(&held.let_go);
		rte_thread_join(other, NULL);
	}
	rte_thread_join(dumper, NULL);
	return waits;
}

/* No device is opened or closed until a dump's text is accepted. */
static int
test_dump_held_up(void)
{
	unsigned int i;
	int pf;

	begin_without_tokens();
	set_token(PF, A);
	pf = open_quietly(PF);
	TEST_ASSERT(pf >= 0, "the PF does not open");
	for (i = 0; i < RTE_DIM(table_users); i++)
		TEST_ASSERT(waits_for_dump(&table_users[i]), "%s does not wait",
			table_users[i].name);
	close_device(PF, pf);
	return end_without_tokens();
}

struct unit_test_suite vf_token_status_suite = {
	.suite_name = "VFIO VF token status",
	.setup = vfio_fixture_setup,
	.teardown = vfio_fixture_teardown,
	.unit_test_cases = {
		TEST_CASE(test_status),
		TEST_CASE(test_telemetry),
		TEST_CASE(test_not_held_up),
		TEST_CASE(test_dump_held_up),
		TEST_CASES_END()
	}
};
