"""Holds `beartrap history` to a reference that shares nothing with it but the rules: git names every blob with every
path it had, git prints them, and `beartrap scan` reads them as files.

    python3 benches/reference.py BEARTRAP REPOSITORY...

Files are laid out in layers: one holds one version of each path, so a path in a layer is the path in the repository and
fingerprints are the same. A blob counts once in a history, at the path where it was first met; so of the paths of a
blob one must have each of its findings, on the same line and column, and no path may have others.
"""

import collections
import json
import os
import subprocess
import sys
import tempfile


def git(repo, *args, stdin=None):
    return subprocess.run(["git", "--git-dir", repo, *args], input=stdin, stdout=subprocess.PIPE, check=True).stdout


def pairs(repo):
    """Every (blob, path) of a history, in the order of git's log."""
    fields = git(repo, "log", "--all", "--format=", "--raw", "-z", "-m", "--root", "--no-renames", "--no-abbrev", "-r")
    found, ids = {}, set()
    tokens = iter(fields.split(b"\0"))
    for meta in tokens:
        meta = meta.strip()
        if not meta.startswith(b":"):
            continue
        mode, blob, path = meta.split(b" ")[1], meta.split(b" ")[3], next(tokens)
        if mode not in (b"000000", b"160000") and blob.strip(b"0"):
            found[blob, path] = None
            ids.add(blob)
    listed = git(repo, "rev-list", "--objects", "--missing=allow-any", "--all").split(b"\n")
    names = dict(line.partition(b" ")[::2] for line in listed if line)
    kinds = git(repo, "cat-file", "--batch-check=%(objectname) %(objecttype)", stdin=b"\n".join(names) + b"\n")
    blobs = [line.split(b" ")[0] for line in kinds.split(b"\n") if line.endswith(b" blob")]
    for blob in blobs:
        if blob not in ids:
            found[blob, names[blob] or b"stdin"] = None
    reachable = set(blobs)
    kept = [pair for pair in found if pair[0] in reachable and fits(pair[1])]
    return kept, len(blobs)


def fits(path):
    """Whether a file can have this path; some histories hold others."""
    return all(part not in (b"", b".", b"..") and len(part) < 250 for part in path.split(b"/"))


def layers(found):
    """Puts each pair into the first layer where its path is free, and is neither a folder nor below a file."""
    result = []
    for blob, path in found:
        parents = [path[:at] for at, byte in enumerate(path) if byte == 0x2F]
        for files, folders in result[next_free[path] :] if path in next_free else result:
            if path not in files and path not in folders and not any(p in files for p in parents):
                break
        else:
            files, folders = {}, set()
            result.append((files, folders))
        files[path] = blob
        folders.update(parents)
        next_free[path] = next(at for at, layer in enumerate(result) if layer[0] is files)
    return [files for files, _ in result]


next_free = {}


def contents(repo, blobs):
    out = git(repo, "cat-file", "--batch", "--buffer", stdin=b"\n".join(blobs) + b"\n")
    at = 0
    while at < len(out):
        end = out.index(b"\n", at)
        blob, _, size = out[at:end].split(b" ")
        yield blob, out[end + 1 : end + 1 + int(size)]
        at = end + 2 + int(size)


def report(beartrap, *args, cwd=None):
    done = subprocess.run(
        [beartrap, *args, "--format", "json", "--min-confidence", "low", "--no-fail", "--ignore-repo-config"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=cwd,
    )
    read = json.loads(done.stdout)
    return read["findings"] + read["suppressed"]


def place(finding):
    return finding["start_line"], finding["start_column"], finding["end_line"], finding["end_column"]


def path_of(finding):
    path = finding["path"]
    return path[2:] if path.startswith("./") else path


def reference(beartrap, repo, found):
    """For each blob, for each path: the places of its findings by fingerprint."""
    result = collections.defaultdict(lambda: collections.defaultdict(lambda: collections.defaultdict(set)))
    next_free.clear()
    for files in layers(found):
        with tempfile.TemporaryDirectory() as folder:
            root = os.fsencode(folder)
            texts = dict(contents(repo, sorted(set(files.values()))))
            for path, blob in files.items():
                target = os.path.join(root, path)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "wb") as file:
                    file.write(texts[blob])
            for finding in report(beartrap, "scan", "--no-ignore", ".", cwd=folder):
                path = path_of(finding)
                blob = files[os.fsencode(path)].decode()
                result[blob][path][finding["rule"], finding["fingerprint"]].add(place(finding))
    return result


def compare(beartrap, repo):
    found, blobs = pairs(repo)
    expected = reference(beartrap, repo, found)
    history = [f for f in report(beartrap, "history", repo) if f.get("blob")]
    wrong = []
    have = {(f["rule"], f["fingerprint"]) for f in history}
    for finding in history:
        places = expected[finding["blob"]][path_of(finding)][finding["rule"], finding["fingerprint"]]
        if place(finding) not in places:
            wrong.append(f"only in the history: {finding['rule']} {finding['blob']} {finding['path']}")
    count = 0
    for blob, paths in expected.items():
        count += any(paths.values())
        if any(paths.values()) and not any(keys and set(keys) <= have for keys in paths.values()):
            wrong.append(f"not in the history: {blob} {list(paths)}")
    print(
        f"{repo}: {blobs} blobs at {len(found)} paths, {count} with findings; "
        f"{len(history)} findings in the history; {len(wrong)} differences",
        flush=True,
    )
    for line in wrong[:20]:
        print("   ", line)
    return len(wrong)


if __name__ == "__main__":
    sys.exit(1 if sum(compare(os.path.abspath(sys.argv[1]), os.path.abspath(repo)) for repo in sys.argv[2:]) else 0)
