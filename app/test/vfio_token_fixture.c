/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dev_vfio.h>
#include <rte_common.h>
#include <rte_eal.h>
#include <rte_log.h>
#include <rte_string_fns.h>
#include <rte_uuid.h>

#include <uapi/linux/vfio.h>

#include "test.h"
#include "vfio_kernel_model.h"
#include "vfio_token_fixture.h"

bool
is_default(const char *text)
{
	rte_uuid_t want, got;

	rte_eal_vfio_get_vf_token(got);
	return text == NULL ? rte_uuid_is_null(got) :
		rte_uuid_parse(text, want) == 0 && rte_uuid_compare(want, got) == 0;
}

int
open_device(const char *addr)
{
	int fd;

	return dev_vfio_setup_device(sysfs, addr, &fd) == 0 ? fd : -1;
}

int
open_quietly(const char *addr)
{
	const int level = rte_log_get_level(RTE_LOGTYPE_EAL);
	int fd;

	/* the log may already be captured by a caller */
	rte_log_set_level(RTE_LOGTYPE_EAL, RTE_LOG_EMERG);
	fd = open_device(addr);
	rte_log_set_level(RTE_LOGTYPE_EAL, level);
	return fd;
}

int
close_device(const char *addr, int fd)
{
	return dev_vfio_release_device(sysfs, addr, fd);
}

void
begin_model(void)
{
	vfio_model_install();
}

int
end_model(void)
{
	const unsigned int left = vfio_model.open_fds;

	vfio_model_remove();
	if (left != 0)
		printf("%u descriptors are left\n", left);
	return left == 0 ? TEST_SUCCESS : TEST_FAILED;
}

bool
vf_opens(void)
{
	const int fd = open_quietly(VF);

	return fd >= 0 && close_device(VF, fd) == 0;
}

/* Add an entry of a fake device: a link to a target, or a file. */
static int
add_entry(const char *dev, const char *entry, const char *target)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", sysfs, dev);
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return -1;
	strlcat(path, "/", sizeof(path));
	strlcat(path, entry, sizeof(path));
	if (target != NULL)
		return symlink(target, path) < 0 && errno != EEXIST ? -1 : 0;
	f = fopen(path, "w");
	return f != NULL ? fclose(f) : -1;
}

/* Put a device in the group of a model device. */
static int
add_group(const char *dev, unsigned int device)
{
	char target[64];

	snprintf(target, sizeof(target), "../iommu_groups/%d", VFIO_MODEL_GROUP(device));
	return add_entry(dev, "iommu_group", target);
}

bool
pf_has(const char *pf, const char *token)
{
	const unsigned int device = strcmp(pf, PF) == 0 ? RULES_PF :
		strcmp(pf, OTHER_PF) == 0 ? RULES_DEVICES : RULES_DEVICES + 1;
	bool has;
	int fd;

	if (device > RULES_DEVICES && (add_entry(pf, "sriov_totalvfs", NULL) < 0 ||
			add_entry(pf, "driver", "../drivers/vfio-pci") < 0 ||
			add_group(pf, device) < 0))
		return false;
	fd = open_quietly(pf);
	if (fd < 0)
		return false;
	has = token == NULL ? !vfio_model.has_token :
		vfio_model.has_token && vfio_model_has(device, token);
	close_device(pf, fd);
	return has;
}

const char *
need(const char *variable)
{
	const char *value = getenv(variable);

	if (value == NULL)
		printf("to run this, set %s\n", variable);
	return value;
}

/* Owned by the running test. */
static struct {
	FILE *stream;
	char *text;
	size_t size;
} captured;

void
capture_start(void)
{
	captured.stream = open_memstream(&captured.text, &captured.size);
	rte_openlog_stream(captured.stream);
}

const char *
capture_text(void)
{
	fflush(captured.stream);
	return captured.text;
}

void
capture_end(void)
{
	rte_openlog_stream(NULL);
	fclose(captured.stream);
	free(captured.text);
}

unsigned int
count_lines(const char *text)
{
	unsigned int n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

/* Case does not matter in a token. */
bool
shows(const char *text, const char *secret)
{
	return strcasestr(text, secret) != NULL;
}

/* A directory that looks like /sys/bus/pci/devices to code reading roles. */
char sysfs[PATH_MAX / 2];

static const struct {
	const char *dev;
	const char *entry;
	const char *target; /* of the link; NULL: a file */
} sysfs_entries[] = {
	{ PF, "sriov_totalvfs", NULL },
	{ PF, "driver", "../drivers/vfio-pci" },
	{ PF, "virtfn0", "../" VF },
	{ VF, "physfn", "../" PF },
	{ VF, "driver", "../drivers/vfio-pci" },
	{ PLAIN, "driver", "../drivers/vfio-pci" },
	{ FOREIGN_PF, "sriov_totalvfs", NULL },
	{ FOREIGN_PF, "driver", "../drivers/igb" },
	{ FOREIGN_VF, "physfn", "../" FOREIGN_PF },
	{ FOREIGN_VF, "driver", "../drivers/vfio-pci" },
	/* a PF without VFs */
	{ OTHER_PF, "sriov_totalvfs", NULL },
	{ OTHER_PF, "driver", "../drivers/vfio-pci" },
	/* a VF on a driver of the vfio-pci family, its PF on vfio-pci */
	{ "0000:01:10.1", "physfn", "../" PF },
	{ "0000:01:10.1", "driver", "../drivers/mlx5_vfio_pci" },
	/* both on the same other driver, whose PF part is vfio-pci's too */
	{ "0000:07:00.0", "sriov_totalvfs", NULL },
	{ "0000:07:00.0", "driver", "../drivers/xe-vfio-pci" },
	{ "0000:07:10.0", "physfn", "../0000:07:00.0" },
	{ "0000:07:10.0", "driver", "../drivers/xe-vfio-pci" },
	/* a VF whose PF has no driver */
	{ "0000:04:00.0", "sriov_totalvfs", NULL },
	{ "0000:04:10.0", "physfn", "../0000:04:00.0" },
	{ "0000:04:10.0", "driver", "../drivers/vfio-pci" },
	/* dangling links */
	{ "0000:05:10.0", "physfn", "../nowhere" },
	{ "0000:05:10.0", "driver", "../drivers/vfio-pci" },
	{ "0000:06:10.0", "physfn", "../" PF },
	/* a device of another bus */
	{ "dprc.1", "driver", "../drivers/vfio-fsl-mc" },
};

int
vfio_fixture_setup(void)
{
	const char *tmp = getenv("TMPDIR");
	unsigned int i, device;
	int ret = 0;

	snprintf(sysfs, sizeof(sysfs), "%s/vfio_vf_token.XXXXXX", tmp != NULL ? tmp : "/tmp");
	TEST_ASSERT_NOT_NULL(mkdtemp(sysfs), "mkdtemp: %s", strerror(errno));
	for (i = 0; i < RTE_DIM(sysfs_entries) && ret == 0; i++)
		ret = add_entry(sysfs_entries[i].dev, sysfs_entries[i].entry,
			sysfs_entries[i].target);
	for (device = 0; device < RULES_DEVICES && ret == 0; device++)
		ret = add_group(vfio_model_targets[device].addr, device);
	/* all others are in a group that takes any device; these come first */
	for (i = 0; i < RTE_DIM(sysfs_entries) && ret == 0; i++)
		ret = add_group(sysfs_entries[i].dev, RULES_DEVICES);
	TEST_ASSERT_SUCCESS(ret, "%s: %s", sysfs, strerror(errno));
	return TEST_SUCCESS;
}

static int
remove_entry(const char *path, const struct stat *st __rte_unused,
		int type __rte_unused, struct FTW *ftw __rte_unused)
{
	return remove(path);
}

void
vfio_fixture_teardown(void)
{
	nftw(sysfs, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

unsigned int
count_entries(const char *path)
{
	DIR *dir = opendir(path);
	unsigned int n = 0;

	if (dir == NULL)
		return 0;
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n;
}

const char *
expand(const char *source, char *to)
{
	const char *percent = source != NULL ? strchr(source, '%') : NULL;

	if (percent == NULL)
		return source;
	snprintf(to, PATH_MAX, "%.*s%s%s", (int)(percent - source), source,
		sysfs, percent + 1);
	return to;
}

void
put_file(const char *name, const char *text, mode_t mode)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", sysfs, name);
	f = fopen(path, "w");
	if (f == NULL)
		return;
	fputs(text, f);
	fclose(f);
	chmod(path, mode);
}

void
read_line(const char *path, char *line)
{
	FILE *f = fopen(path, "r");

	*line = '\0';
	if (f == NULL)
		return;
	if (fgets(line, RTE_UUID_STRLEN, f) == NULL)
		*line = '\0';
	fclose(f);
}

int
with_level(uint32_t level, int (*test)(void))
{
	const int before = rte_log_get_level(RTE_LOGTYPE_EAL);
	int ret;

	rte_log_set_level(RTE_LOGTYPE_EAL, level);
	ret = test();
	rte_log_set_level(RTE_LOGTYPE_EAL, before);
	return ret;
}

#define CHILD "VFIO_VF_TOKEN_TEST"

int
run_in_child(const char *name)
{
	char path[PATH_MAX] = "";
	int status = -1;
	pid_t pid;

	fflush(stdout);
	/* by its name: under a debugger, the link leads to the debugger */
	TEST_ASSERT(readlink("/proc/self/exe", path, sizeof(path) - 1) > 0, "no /proc");
	setenv(CHILD, name, 1);
	pid = fork();
	if (pid == 0) {
		execl(path, "test", (char *)NULL);
		_exit(EXIT_FAILURE);
	}
	unsetenv(CHILD);
	TEST_ASSERT(pid > 0 && waitpid(pid, &status, 0) == pid, "%s", strerror(errno));
	TEST_ASSERT_EQUAL(status, 0, "%s: status %#x", name, status);
	return TEST_SUCCESS;
}

void
run_if_child(const char *name, int (*test)(void))
{
	const char *child = getenv(CHILD);
	int ret;

	if (child == NULL || strcmp(child, name) != 0)
		return;
	unsetenv(CHILD);
	ret = vfio_fixture_setup();
	if (ret == TEST_SUCCESS)
		ret = test();
	vfio_fixture_teardown();
	fflush(stdout);
	_exit(ret == TEST_SUCCESS ? EXIT_SUCCESS : EXIT_FAILURE);
}

char said[65536];

/* Where output goes meanwhile. Owned by the two functions below. */
static struct {
	FILE *file;
	int out, err;
} aside;

static void
say_aside(void)
{
	fflush(stdout);
	*said = '\0';
	aside.file = tmpfile();
	if (aside.file == NULL)
		return;
	aside.out = dup(STDOUT_FILENO);
	aside.err = dup(STDERR_FILENO);
	dup2(fileno(aside.file), STDOUT_FILENO);
	dup2(fileno(aside.file), STDERR_FILENO);
}

void
keep_said(void)
{
	ssize_t len;

	if (aside.file == NULL)
		return;
	fflush(stdout);
	len = pread(STDOUT_FILENO, said, sizeof(said) - 1, 0);
	said[RTE_MAX(len, 0)] = '\0';
	dup2(aside.out, STDOUT_FILENO);
	dup2(aside.err, STDERR_FILENO);
	close(aside.out);
	close(aside.err);
	fclose(aside.file);
	aside.file = NULL;
}

unsigned int
count_said(void)
{
	char *copy = strdup(said), *rest = copy, *line;
	unsigned int n = 0;

	while ((line = strsep(&rest, "\n")) != NULL)
		n += strncmp(line, "EAL: ", 5) == 0 && (strstr(line, "vf-token") != NULL ||
			strstr(line, "VF_TOKEN") != NULL || strstr(line, "VF token") != NULL);
	free(copy);
	return n;
}

/*
 * Call rte_eal_init() with one more option, before "--". Afterwards argv has
 * the contents that it left, except for the program name in the last argument.
 */
static int
init_with(char **argv, char *option)
{
	char *args[ARGS + 1];
	int argc, end = 0, i, ret;

	for (argc = 0; argv[argc] != NULL; argc++)
		end += end == argc && strcmp(argv[argc], "--") != 0;
	for (i = 0; i <= argc; i++)
		args[i < end ? i : i + 1] = argv[i];
	args[end] = option;
	say_aside();
	ret = rte_eal_init(argc + 1, args);
	keep_said();
	for (i = 1; i < argc; i++)
		if (args[i < end ? i : i + 1] != argv[0])
			argv[i] = args[i < end ? i : i + 1];
	return ret;
}

bool
takes(char **argv)
{
	char wrong[] = "--iova-mode=nonsense";

	return init_with(argv, wrong) < 0 && strstr(said, "rejected") == NULL;
}

bool
rejects(char **argv)
{
	char right[] = "--iova-mode=va";

	/* not because of a later step, such as missing memory */
	if (init_with(argv, right) < 0)
		return strstr(said, "rejected") != NULL &&
			strstr(said, "command line") != NULL;
	printf("rte_eal_init() does not fail\n");
	fflush(stdout);
	_exit(EXIT_FAILURE); /* it cannot be called again */
}

bool
holds_in_fork(bool (*holds)(const void *row), const void *row)
{
	int status = -1;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		status = holds(row) ? EXIT_SUCCESS : EXIT_FAILURE;
		fflush(stdout);
		_exit(status);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

bool
give(const char *first, const char *second, bool is_good)
{
	char name[] = "test", one[PATH_MAX], two[PATH_MAX];
	char *argv[ARGS] = { name };
	int argc = 1;

	if (first != NULL) {
		snprintf(one, sizeof(one), OPTION "=%s", first);
		argv[argc++] = one;
	}
	if (second != NULL) {
		snprintf(two, sizeof(two), OPTION "=%s", second);
		argv[argc++] = two;
	}
	return is_good ? takes(argv) : rejects(argv);
}

unsigned int
count_failed(bool (*holds)(const void *row), const void *rows, size_t size, unsigned int count)
{
	unsigned int i, failed = 0;

	for (i = 0; i < count; i++)
		failed += !holds_in_fork(holds, (const char *)rows + i * size);
	return failed;
}
