#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Build the guides and the API pages as part of DPDK's own, and check the page of
# errors against the code.

set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/devtools/tests/tap.sh"

[ $# -eq 1 ] || { echo "usage: docs.sh BUILD-FOLDER" >&2; exit 2; }
build=$1
tree=$root/subprojects/dpdk
DPDK_VERSION=$(cat "$tree/VERSION")

guides() {
	DPDK_VERSION=$DPDK_VERSION sphinx-build -q -W --keep-going -b html \
		"$tree/doc/guides" "$scratch/guides"
	for page in howto/vfio_vf_token howto/vfio_vf_token_recipes howto/vfio_vf_token_errors \
			prog_guide/vfio_vf_token tools/vf_token; do
		[ -s "$scratch/guides/$page.html" ]
	done
	grep -q 'VF token commands' "$scratch/guides/testpmd_app_ug/testpmd_funcs.html"
	grep -q 'VF Tokens of VFIO Devices' "$scratch/guides/howto/telemetry.html"
	grep -q 'generate:' "$scratch/guides/linux_gsg/linux_eal_parameters.html"
}

api() {
	mkdir "$scratch/api"
	sed "s,@TOPDIR@,$tree,g; s,@VERSION@,$DPDK_VERSION,; s,@API_EXAMPLES@,,
		s,@OUTPUT@,$scratch/api,; s,@HTML_OUTPUT@,html,; s,@STRIP_FROM_PATH@,$tree,
		s,@WARN_AS_ERROR@,NO,; s,@FULL_PATH_NAMES@,YES,; s,@GENERATE_HTML@,YES,
		s,@GENERATE_MAN@,NO,; s,@DTS_API_MAIN_PAGE@,dts," "$tree/doc/api/doxy-api.conf.in" >"$scratch/conf"
	doxygen "$scratch/conf" 2>"$scratch/warnings" >"$scratch/log"
	cat "$scratch/warnings"
	[ ! -s "$scratch/warnings" ]
	for header in rte__pci__vf__token; do
		[ -s "$scratch/api/html/${header}_8h.html" ]
	done
}

# Each block of the page of recipes is in a scenario, or marked as not run.
recipes() {
	local section block marked scenarios

	scenarios=$(cat "$root"/devtools/vm/*/*.sh)
	awk '/^-+$/ { section = last; block = 0 }
		/^\.\. code-block::/ { print section "\t" ++block "\t" marked; marked = "" }
		/^\.\. not run$/ { marked = "not run" }
		NF { last = $0 }' "$root/doc/guides/howto/vfio_vf_token_recipes.rst" >"$scratch/blocks"
	[ -s "$scratch/blocks" ]
	while IFS=$'\t' read -r section block marked; do
		if grep -Eq "recipe(_line)? '?$section'? $block( |\))" <<<"$scenarios"; then
			[ -z "$marked" ]
		else
			[ "$marked" = 'not run' ]
		fi
	done <"$scratch/blocks"
}

run 'scenarios type the recipes, but for those marked as not run' recipes
run 'the error page lists the messages in the code' "$root/devtools/tests/messages.py" "$build"
run 'the guides build without a warning' guides
run 'the API pages build without a warning' api
done_testing
