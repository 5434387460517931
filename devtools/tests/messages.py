#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
"""Check the guide's page of errors against the messages in the code.

Messages in the code are the format strings of errors, warnings and notices, the
reasons why a source gives no token, and strings of three words or more among
which these calls choose. On the page, they are the literal terms of its
definition lists. The page has "<...>" where a format inserts text.
"""

import argparse
import json
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TREE = ROOT / "subprojects/dpdk"
PAGE = ROOT / "doc/guides/howto/vfio_vf_token_errors.rst"
STRING = r'"(?:[^"\\]|\\.)*"'
# as the preprocessor leaves them; levels 4 to 6 are ERR, WARNING and NOTICE, and
# testpmd prints its errors like its other answers
CALL = re.compile(r"\b(?:rte_log\([456]U?, |vfio_token_fail\((?:reason|why), "
                  r"|cmdline_printf\(cl, (?=\"VF token not ))")


def normal(text):
    """Replace what a format inserts in one place with one "<>"."""
    text = re.sub(r"%[-#0-9.*]*(?:hh|h|ll|l|z|j)?[a-zA-Z]", "<>", text)
    text = re.sub(r"<[^>]*>", "<>", text)
    return re.sub(r"<>(?:[:.]?<>)+", "<>", text)


def preprocessed(entry):
    words = shlex.split(entry["command"])
    keep = [w for i, w in enumerate(words)
            if w not in ("-c", "-MD", "-o", "-MQ", "-MF") and words[i - 1] not in ("-o", "-MQ", "-MF")]
    return subprocess.run([*keep, "-E", "-P"], cwd=entry["directory"], check=True,
                          capture_output=True, text=True).stdout


def arguments(code, start):
    """Return the text from start to the parenthesis that closes the call."""
    depth = 1
    for match in re.compile(STRING + r"|[()]").finditer(code, start):
        depth += {"(": 1, ")": -1}.get(match.group(), 0)
        if depth == 0:
            return code[start:match.start()]
    raise ValueError("a call does not end")


def messages_of(code):
    for call in CALL.finditer(code):
        strings = re.findall(rf"{STRING}(?:\s*{STRING})*", arguments(code, call.end()))
        texts = ["".join(json.loads(part) for part in re.findall(STRING, s)) for s in strings]
        for i, text in enumerate(texts):
            # EAL_LOG adds a part that prints nothing
            text = text.removeprefix("EAL: ").removesuffix("%.0s").strip()
            if i == 0 or len(text.split()) > 2:
                yield normal(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path, help="a build folder")
    build = parser.parse_args().build
    grafted = [pathlib.Path(line) for line in (TREE / ".vf-token-graft/new").read_text().split()]
    ours = {p.name for p in grafted if p.suffix == ".c" and p.parts[0] in ("lib", "drivers")}
    entries = {pathlib.Path(e["file"]).name: e
               for e in json.loads((build / "compile_commands.json").read_text())
               if pathlib.Path(e["file"]).name in ours and "drivers/net" not in e["file"]}
    if missing := ours - entries.keys():
        sys.exit(f"messages: not built in {build}: {' '.join(sorted(missing))}")
    code = {m for e in entries.values() for m in messages_of(preprocessed(e))}
    page = {normal(m) for m in re.findall(r"^ *``(.*)``\n(?= +\S)", PAGE.read_text(), re.MULTILINE)}
    for text in sorted(code - page):
        print(f"not on the page: {text}")
    for text in sorted(page - code):
        print(f"not in the code: {text}")
    print(f"{len(code)} messages in the code, {len(page)} on the page")
    return code != page


if __name__ == "__main__":
    sys.exit(main())
