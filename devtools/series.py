#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
"""Write the overlay as five series of patches against a DPDK git tree.

Each series stands on the one before it. A folder of devtools/series has the
cover letter and the commits, in the order of file names: the message, then what
the commit contains. Of a fix of DPDK itself, this is the rules to apply (R:), as
for the graft, and its part of the cover letter (C:); a fix that this tree does
not need is left out. Of a feature, it is the files (F:, with wildcards) of the
grafted tree, and those that only some releases have (F?:). A commit may be only
for trees that have a file (W:).

A file may be in several commits: each gets what names nothing that a later
commit introduces, which are files, functions with external linkage, and other
names of a commit (N:). Of our own files, a whole item is left out if one of its
lines without indentation has such a name, otherwise single lines. Where that is
not enough, a rule takes back what the commit changes in a file (U:).
"""

import argparse
import collections
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
import unicodedata

OVERLAY = pathlib.Path(__file__).resolve().parent.parent
STATE = ".vf-token-graft"
FEATURES = ("core", "sources", "secondaries", "runtime")


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
    message, contents = [], {"F": [], "F?": [], "W": [], "R": [], "C": [], "N": [], "U": []}
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
    """A commit to make: what it contains, and what earlier commits cannot name."""

    def __init__(self, path, changes, taken):
        self.message, contents = read_part(path)
        self.subject = self.message.split("\n", 1)[0]
        self.series = path.parent.name
        self.undo = contents["U"]
        self.files = [p for p in changes if has(contents["F"] + contents["F?"], p)]
        unused = [p for p in contents["F"] if not any(has([p], f) for f in changes)]
        if unused:
            raise Failure(f"{path.name} names what the graft neither adds nor changes: {' '.join(unused)}")
        self.new = [p for p in self.files if changes[p] == "A" and p not in taken]
        self.names = {os.path.basename(p) for p in self.new}.union(*map(str.split, contents["N"]))
        self.texts = {}

    def read_files(self, tree, later):
        """Keep what the files contain after this commit, except for the names of later ones."""
        self.texts = {p: (tree / p).read_text() for p in self.files}
        for path in (p for p in self.new if p.endswith(".c")):
            # a function starts on the line after its type
            self.names |= set(re.findall(r"^(?!static)\S[^\n;]*\n(\w+)\(", self.texts[path], re.MULTILINE))
        self.names = {n for n in self.names if not any(n in c.names for c in later)}

    def is_named(self, line):
        return not self.names.isdisjoint(re.findall(r"[\w.]+", line) + re.findall(r"[\w.-]+", line))

    def is_matched(self, line):
        return any(fnmatch.filter(self.new, word) for word in line.split() if "*" in word)


def cut(before, after, present, later):
    """Return a file of DPDK with those of its new lines that name nothing introduced later.

    Adjacent new lines that name nothing at all go with the first line that does.
    """
    result = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, _, _, new_start, new_end in matcher.get_opcodes():
        block = after[new_start:new_end]
        if tag == "insert":
            here = [line for line in block if any(c.is_named(line) or c.is_matched(line) for c in present)]
            block = here and [line for line in block if line in here or not any(
                c.is_named(line) or c.is_matched(line) for c in later)]
        result += block
    return "".join(result)


def cut_ours(text, later):
    """Return a file of ours without the items and lines that name what is introduced later.

    A list of declarations, one a line, loses only lines.
    """
    result = ""
    for item in re.split(r"(?<=[^\n]\n)(?=\n+\S)", text):
        lines = item.splitlines(keepends=True)
        named = [line for line in lines if any(c.is_named(line) for c in later)]
        is_list = all(re.match(r"\S.*;$|$", line) for line in lines)
        if is_list or all(line.startswith((" ", "\t", "#include", "/*")) for line in named):
            left = "".join(line for line in lines if line not in named)
            result += left if left.strip() else ""
    return result.rstrip("\n") + "\n"


def author_of(tree):
    """Return the name and address that git would use for a commit in the tree."""
    ident = git(tree, "-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT")
    return re.match(r"(.*) <(.*)>", ident).groups()


def add_to_mailmap(path, name, address):
    """Add an entry, which DPDK requires from contributors without a commit in it."""
    def plain(text):  # as DPDK sorts, without accents
        return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).lower()
    lines = path.read_text().splitlines(keepends=True) if path.exists() else []
    if not lines or any(line.startswith(f"{name} <") for line in lines):
        return
    at = next((i for i, line in enumerate(lines) if plain(line) > plain(name)), len(lines))
    path.write_text("".join(lines[:at] + [f"{name} <{address}>\n"] + lines[at:]))


def version_of(tree):
    return (tree / "VERSION").read_text().strip()


def is_open(tree):
    """Whether features can go there: the overlay is written for main, as it is since 26.07."""
    return [int(n) for n in version_of(tree).split(".")[:2]] >= [26, 7]


def check_tree(tree, is_git):
    if not (tree / "VERSION").is_file() or not (tree / "lib").is_dir():
        raise Failure(f"{tree} is not a DPDK source tree")
    if (tree / STATE).exists():
        raise Failure(f"{tree} is grafted; undo that with graft.sh --undo")
    if (tree / "lib/eal/linux/eal_vfio_open.c").exists():
        raise Failure(f"{tree} has the feature already")
    if not is_git:
        return
    try:
        top = git(tree, "rev-parse", "--show-toplevel").strip()
    except Failure as failure:
        raise Failure(f"{tree} is not a git tree: {failure}") from None
    if pathlib.Path(top).resolve() != tree:
        raise Failure(f"{tree} is not a git tree of its own, but a folder in {top}")
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


def read_commits(clone, changes, work):
    """Return the commits of each feature series. Goes back from the grafted tree, commit by commit."""
    shutil.rmtree(clone / STATE)
    series, taken, commits = {}, set(), []
    for name in FEATURES:
        for part in parts_of(name)[1:]:
            if not all((clone / path).exists() for path in read_part(part)[1]["W"]):
                continue
            commits.append(Commit(part, changes, taken))
            taken.update(commits[-1].files)
        series[name] = [c for c in commits if c.series == name]
    unowned = [path for path in changes if path not in taken]
    if unowned:
        raise Failure(f"{unowned[0]} is in no commit of devtools/series")
    for i, commit in reversed(list(enumerate(commits))):
        commit.read_files(clone, commits[i + 1:])
        for rule in commit.undo:
            run_graft("--rule", rule, clone, work=work)
    return series


def commit_as(clone, message):
    # git would put it next to a Fixes tag, without the empty line that DPDK wants
    sign = "Signed-off-by: {GIT_AUTHOR_NAME} <{GIT_AUTHOR_EMAIL}>\n".format_map(os.environ)
    git(clone, "commit", "-q", "-F", "-", input=f"{message}\n{sign}")
    say("  " + message.split("\n", 1)[0])


def commit_fixes(clone, author, work):
    """Make the commits that this tree needs. Return what to say of them in the cover letter."""
    summary = []
    for part in parts_of("fixes")[1:]:
        message, contents = read_part(part)
        for rule in contents["R"]:
            run_graft("--rule", rule, clone, work=work)
        if git(clone, "status", "--porcelain"):
            if author:
                add_to_mailmap(clone / ".mailmap", *author)
            git(clone, "add", "-A")
            commit_as(clone, message)
            summary += contents["C"]
    return "\n".join(["", *summary])


def lose_lines(before, after, final):
    """Whether a commit loses lines of DPDK's that the graft keeps, as a rule without end does."""
    before, after, final = (collections.Counter(text.splitlines()) for text in (before, after, final))
    return bool((before & final) - after)


def commit_features(clone, fixed, final, stock, commits, series):
    """Make those of all commits that a series has; the commits before them are made."""
    for commit in series:
        after = commits.index(commit) + 1
        for path, text in commit.texts.items():
            later = [c for c in commits[after:] if path in c.files]
            if later and path in stock:
                before, grafted = (git(clone, "show", f"{tree}:{path}") for tree in (fixed, final))
                text = cut(before.splitlines(keepends=True), text.splitlines(keepends=True),
                           commits[:after], later)
                if lose_lines(before, text, grafted):
                    raise Failure(f"'{commit.subject}' loses lines of {path} that the graft keeps")
            elif later:
                text = cut_ours(text, later)
            place = clone / path
            if place.exists() and place.read_text() == text:
                raise Failure(f"'{commit.subject}' changes nothing in {path}")
            git(clone, "checkout", final, "--", path)  # for its mode
            place.write_text(text)
            git(clone, "add", "-f", "--", path)
        commit_as(clone, commit.message)


def write_mails(clone, series, summary, start, base, folder, version):
    """Write the commits since start as patches with a cover letter."""
    git(clone, "config", "branch.series.description", read_part(parts_of(series)[0])[0] + summary)
    git(clone, "format-patch", "-q", "--cover-letter", "--cover-from-description=subject", f"--base={base}",
        *([f"-v{version}"] if version else []), "-o", str(folder / series), start)


def write_quilt(clone, base, folder):
    """Write all commits as patches for quilt, with headers as Debian wants them."""
    folder.mkdir()
    commits = git(clone, "rev-list", "--reverse", f"{base}..").split()
    for number, commit in enumerate(commits, 1):
        name = git(clone, "show", "-s", f"--format=vf-token-{number:02}-%f.patch", commit).strip()
        header = "--format=From: %an <%ae>%nDate: %as%nForwarded: no%nSubject: %s%n%n%b---"
        (folder / name).write_text(git(clone, "show", "--no-renames", header, commit))
        with open(folder / "series", "a") as series:
            series.write(name + "\n")


def clone_tree(tree, clone, is_git):
    if is_git:
        git(tree, "clone", "-q", "--shared", "--no-checkout", "--no-tags", str(tree), str(clone))
    else:
        shutil.copytree(tree, clone, symlinks=True, ignore=shutil.ignore_patterns(".git", ".pc"))
        git(tree, "init", "-q", str(clone))
        git(clone, "add", "-Af")
        git(clone, "commit", "-q", "-m", "DPDK")
    base = git(tree if is_git else clone, "rev-parse", "HEAD").strip()
    git(clone, "checkout", "-q", "-B", "series", base)
    return base


def write_series(opts, tree, folder, work):
    clone, written, series = work / "dpdk", work / "series", {}
    author = author_of(OVERLAY if opts.quilt else tree)
    for who in ("AUTHOR", "COMMITTER"):
        os.environ[f"GIT_{who}_NAME"], os.environ[f"GIT_{who}_EMAIL"] = author
    say(f"grafting a clone of {tree}")
    base = clone_tree(tree, clone, not opts.quilt)
    changes = graft(clone, work)
    final = git(clone, "write-tree").strip()
    if opts.quilt or opts.backport or is_open(tree):
        series = read_commits(clone, changes, work)
    git(clone, "reset", "-q", "--hard")
    git(clone, "clean", "-q", "-xdff")

    say("the commits of devtools/series/fixes:")
    summary = commit_fixes(clone, None if opts.quilt else author, work)
    start = fixed = git(clone, "rev-parse", "HEAD").strip()
    if not opts.quilt:
        write_mails(clone, "fixes", summary, base, base, written, opts.version)
    stock = {path for path, status in changes.items() if status != "A"}
    commits = [commit for name in series for commit in series[name]]
    for name in series:
        say(f"the commits of devtools/series/{name}:")
        commit_features(clone, fixed, final, stock, commits, series[name])
        if not opts.quilt:
            write_mails(clone, name, "", start, base, written, opts.version)
        start = git(clone, "rev-parse", "HEAD").strip()
    missing = git(clone, "diff", "--name-only", final, "HEAD", "--", ".", ":!.mailmap")
    if series and missing:
        raise Failure(f"the last commit differs from the graft: {missing}")
    if opts.quilt:
        write_quilt(clone, base, written)
    shutil.copytree(written, folder, dirs_exist_ok=True)
    say(f"{folder} has the patches" + ("" if opts.quilt else ", and a cover letter for each series"))
    if not series:
        say(f"DPDK {version_of(tree)} gets only the fixes: features go to main")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n", maxsplit=1)[0],
        epilog="TREE stays unchanged. The patches are signed off with your git identity. Read the"
        " cover letters, say there what is new in a later version, and on which series"
        " one depends (Depends-on: series-NUMBER), then send the patches with git send-email.")
    parser.add_argument("-o", dest="folder", type=pathlib.Path, default=pathlib.Path("series"), metavar="FOLDER",
                        help="where the patches go (default: %(default)s)")
    parser.add_argument("-v", dest="version", type=int, metavar="N",
                        help="version of the series, from the second on")
    parser.add_argument("--backport", action="store_true",
                        help="write the features even for a release before 26.07, where DPDK takes only fixes")
    parser.add_argument("--quilt", action="store_true",
                        help="write fixes and features as one quilt series for a package; TREE need not be a git tree")
    parser.add_argument("tree", type=pathlib.Path, metavar="TREE",
                        help="a git tree of DPDK without uncommitted changes")
    opts = parser.parse_args()
    # handle it like Ctrl-C: remove what was made
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        tree = opts.tree.resolve()
        check_tree(tree, not opts.quilt)
        if any(opts.folder.rglob("*.patch")):
            raise Failure(f"there are patches in {opts.folder} already; name another folder with -o")
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
            write_series(opts, tree, opts.folder.resolve(), pathlib.Path(work))
    except Failure as failure:
        print(f"series: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("series: stopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
