#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
"""Write the overlay as two series of patches against a DPDK git tree.

devtools/series/fixes has faults of DPDK itself, devtools/series/features the
overlay. Each file there is a commit, in the order of file names: the message,
then what the commit contains. Of a fix, this is the rules to apply (R:), as for
the graft; a fix that this tree does not need is left out. Of a feature, it is the
files (F:, with wildcards) of the grafted tree, and those that only some releases
have (F?:). One of DPDK's own files may be in several commits: each commit gets
those of the new lines that name nothing introduced later.
"""

import argparse
import difflib
import fnmatch
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

OVERLAY = pathlib.Path(__file__).resolve().parent.parent
STATE = ".vf-token-graft"


class Failure(Exception):
    """Error to report to the user; the tree is unchanged."""


def say(text):
    print(f"series: {text}", flush=True)


def git(where, *args, **kwargs):
    # user hooks are for the user's own commits; reading the index must not change it
    done = subprocess.run(["git", "--no-optional-locks", "-c", "core.hooksPath=/dev/null", "-C", where, *args],
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **kwargs)
    if done.returncode != 0:
        raise Failure(f"git {args[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def read_part(path):
    """Return message and contents of a file in devtools/series: {kind: [file...]}."""
    message, contents = [], {"F": [], "F?": [], "R": []}
    for line in path.read_text().splitlines():
        kind, _, name = line.partition(": ")
        if kind in contents:
            contents[kind].append(name)
        elif not line.startswith("#"):
            message.append(line)
    return "\n".join(message).strip() + "\n", contents


def parts_of(series):
    """Return the cover letter's file and those of the commits."""
    return sorted((OVERLAY / "devtools/series" / series).glob("[0-9]*"))


def has(patterns, path):
    return any(fnmatch.fnmatchcase(path, p) or path.startswith(p + "/") for p in patterns)


class Commit:
    """A commit to make: what it contains, and what other commits can name after it."""

    def __init__(self, path, changes, tree):
        self.message, contents = read_part(path)
        self.subject = self.message.split("\n", 1)[0]
        self.files = [p for p in changes if has(contents["F"] + contents["F?"], p)]
        unused = [p for p in contents["F"] if not any(has([p], f) for f in changes)]
        if unused:
            raise Failure(f"{path.name} names what the graft neither adds nor changes: {' '.join(unused)}")
        self.new = [p for p in self.files if changes[p] == "A"]
        self.names = {os.path.basename(p) for p in self.new}
        for source in (p for p in self.new if p.endswith(".c")):
            # functions start at the beginning of a line
            self.names |= set(re.findall(r"^(?:REGISTER_\w+\()?(\w+)[(,]",
                                         (tree / source).read_text(), re.MULTILINE))

    def is_named(self, line):
        return not self.names.isdisjoint(re.findall(r"[\w.]+", line)) or any(
            fnmatch.filter(self.new, word) for word in line.split() if "*" in word)


def cut(path, before, after, present, later):
    """Return a file with those of its new lines that name nothing introduced later.

    Adjacent lines that name nothing at all go with the first line that does.
    """
    result = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag not in ("equal", "insert"):
            raise Failure(f"{path} is in more than one commit, but not all changes are new lines")
        block = after[new_start:new_end]
        if tag == "insert":
            here = [line for line in block if any(c.is_named(line) for c in present)]
            block = here and [line for line in block if line in here or not any(c.is_named(line) for c in later)]
        result += block
    return "".join(result)


def author_of(tree):
    """Return the name and address that git would use for a commit in the tree."""
    ident = git(tree, "-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT")
    return re.match(r"(.*) <(.*)>", ident).groups()


def add_to_mailmap(path, name, address):
    """Add an entry, which DPDK requires from contributors without a commit in it."""
    lines = path.read_text().splitlines(keepends=True) if path.exists() else []
    if not lines or any(line.startswith(f"{name} <") for line in lines):
        return
    at = next((i for i, line in enumerate(lines) if line.casefold() > name.casefold()), len(lines))
    path.write_text("".join(lines[:at] + [f"{name} <{address}>\n"] + lines[at:]))


def check_tree(tree):
    if not (tree / "VERSION").is_file() or not (tree / "lib").is_dir():
        raise Failure(f"{tree} is not a DPDK source tree")
    try:
        top = git(tree, "rev-parse", "--show-toplevel").strip()
    except Failure as failure:
        raise Failure(f"{tree} is not a git tree: {failure}") from None
    if pathlib.Path(top).resolve() != tree:
        raise Failure(f"{tree} is not a git tree of its own, but a folder in {top}")
    if (tree / STATE).exists():
        raise Failure(f"{tree} is grafted; undo that with graft.sh --undo")
    if (tree / "lib/eal/linux/eal_vfio_open.c").exists():
        raise Failure(f"{tree} has the feature already")
    changes = git(tree, "status", "--porcelain")
    if changes:
        raise Failure(f"{tree} has changes that are not committed:\n{changes}")


def run_graft(*args, work):
    done = subprocess.run([OVERLAY / "devtools/graft.sh", *args], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**os.environ, "TMPDIR": str(work)})
    if done.returncode != 0:
        raise Failure(f"the graft failed:\n{done.stdout.strip()}")


def graft(clone, work):
    """Graft the clone. Return what changed: {path: status}."""
    run_graft(clone, work=work)
    git(clone, "add", "-Af", "--", ".", f":!{STATE}")
    rows = git(clone, "diff", "--cached", "--no-renames", "--name-status", "HEAD").splitlines()
    return {path: status for status, path in (row.split("\t") for row in rows)}


def check_cut(commits, changes):
    for path, status in changes.items():
        owners = [c.subject for c in commits if path in c.files]
        if not owners:
            raise Failure(f"{path} is in no commit of devtools/series")
        if len(owners) > 1 and status == "A":
            raise Failure(f"{path} is in more than one commit of devtools/series")


def commit_as(clone, message):
    # git would put it next to a Fixes tag, without the empty line that DPDK wants
    sign = "Signed-off-by: {GIT_AUTHOR_NAME} <{GIT_AUTHOR_EMAIL}>\n".format_map(os.environ)
    git(clone, "commit", "-q", "-F", "-", input=f"{message}\n{sign}")
    say("  " + message.split("\n", 1)[0])


def commit_fixes(clone, author, work):
    for part in parts_of("fixes")[1:]:
        message, contents = read_part(part)
        for rule in contents["R"]:
            run_graft("--rule", rule, clone, work=work)
        if git(clone, "status", "--porcelain"):
            add_to_mailmap(clone / ".mailmap", *author)
            git(clone, "add", "-A")
            commit_as(clone, message)


def commit_features(clone, commits, final):
    """Make the commits; the last one has all that the graft makes."""
    base = git(clone, "rev-parse", "HEAD").strip()
    for i, commit in enumerate(commits):
        for path in commit.files:
            later = [c for c in commits[i + 1:] if path in c.files]
            git(clone, "checkout", final, "--", path)
            if later:
                before = git(clone, "show", f"{base}:{path}").splitlines(keepends=True)
                after = (clone / path).read_text().splitlines(keepends=True)
                (clone / path).write_text(cut(path, before, after, commits[:i + 1], commits[i + 1:]))
            git(clone, "add", "-f", "--", path)
        commit_as(clone, commit.message)
    missing = git(clone, "diff", "--name-only", final, "HEAD", "--", ".", ":!.mailmap")
    if missing:
        raise Failure(f"the last commit differs from the graft: {missing}")


def format_series(clone, series, start, base, folder):
    """Write the commits since start as patches with a cover letter."""
    git(clone, "config", "branch.series.description", read_part(parts_of(series)[0])[0])
    git(clone, "format-patch", "-q", "--cover-letter", "--cover-from-description=subject", f"--base={base}",
        "-o", str(folder / series), start)


def write_series(tree, folder, work):
    clone = work / "dpdk"
    author = author_of(tree)
    for who in ("AUTHOR", "COMMITTER"):
        os.environ[f"GIT_{who}_NAME"], os.environ[f"GIT_{who}_EMAIL"] = author
    say(f"grafting a clone of {tree}")
    git(tree, "clone", "-q", "--shared", "--no-checkout", "--no-tags", str(tree), str(clone))
    base = git(tree, "rev-parse", "HEAD").strip()
    git(clone, "checkout", "-q", "-B", "series", base)
    changes = graft(clone, work)
    commits = [Commit(part, changes, clone) for part in parts_of("features")[1:]]
    check_cut(commits, changes)
    final = git(clone, "write-tree").strip()
    git(clone, "reset", "-q", "--hard")
    git(clone, "clean", "-q", "-xdff")

    say("the commits of devtools/series/fixes:")
    commit_fixes(clone, author, work)
    fixed = git(clone, "rev-parse", "HEAD").strip()
    format_series(clone, "fixes", base, base, work / "series")
    say("the commits of devtools/series/features:")
    commit_features(clone, commits, final)
    format_series(clone, "features", fixed, base, work / "series")
    shutil.copytree(work / "series", folder, dirs_exist_ok=True)
    say(f"{folder} has the patches, and a cover letter for each series")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n", maxsplit=1)[0],
        epilog="TREE stays unchanged. The patches are signed off with your git identity. Read the"
        " cover letter, then send the patches with git send-email.")
    parser.add_argument("-o", dest="folder", type=pathlib.Path, default=pathlib.Path("series"), metavar="FOLDER",
                        help="where the patches go (default: %(default)s)")
    parser.add_argument("tree", type=pathlib.Path, metavar="TREE",
                        help="a git tree of DPDK without uncommitted changes")
    opts = parser.parse_args()
    # handle it like Ctrl-C: remove what was made
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        tree = opts.tree.resolve()
        check_tree(tree)
        if any(opts.folder.glob("*/*.patch")):
            raise Failure(f"there are patches in {opts.folder} already; name another folder with -o")
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
            write_series(tree, opts.folder.resolve(), pathlib.Path(work))
    except Failure as failure:
        print(f"series: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("series: stopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
