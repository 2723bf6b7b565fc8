#!/usr/bin/env python3
"""Counts letter trigrams of the words in source code and writes src/verify/generic/trigrams.txt.

    tools/trigrams.py FOLDER_OR_WORD_LIST... > src/verify/generic/trigrams.txt

What people write into source code is made of words; what a generator of keys draws is not. The table holds, for
every pair of symbols, what follows it and how often, as one printable character for each of the 28 symbols: the
cost in quarter bits, from '!' (0) upwards.

A word counts once a file, and only when two files hold it: keys and hashes stand in one file. Symbols are the 26
letters, '0' for every digit, and '_' for everything else and for both ends of a word.
"""
import collections
import math
import os
import re
import sys

ALPHABET = "abcdefghijklmnopqrstuvwxyz0_"
WORD = re.compile(rb"[A-Za-z0-9_.\-]{3,40}")
TEXT = (".c .h .rs .py .js .ts .go .java .rb .php .md .rst .txt .json .yml .yaml .toml .html .css .sh .xml .cs").split()
LIMIT = 1 << 20
PAIRS = len(ALPHABET) ** 2


def symbols(word):
    folded = re.sub(rb"[0-9]", b"0", word.lower())
    return re.sub(rb"[^a-z0]", b"_", folded).decode()


def files(roots):
    for root in roots:
        if os.path.isfile(root):
            yield root
        for folder, folders, names in os.walk(root):
            folders.sort()
            for name in sorted(names):
                if os.path.splitext(name)[1] in TEXT and ".min." not in name:
                    yield os.path.join(folder, name)


def main(roots):
    seen = collections.Counter()
    for path in files(roots):
        try:
            with open(path, "rb") as file:
                text = file.read(LIMIT if not os.path.isfile(path) or os.path.getsize(path) < 2 * LIMIT else LIMIT)
        except OSError:
            continue
        words = set(WORD.findall(text))
        weight = 2 if path in roots else 1  # a word list holds words only
        for word in words:
            seen[word] += weight
    counts = collections.Counter()
    for word, n in seen.items():
        if n < 2:
            continue
        padded = "__" + symbols(word) + "_"
        for i in range(len(padded) - 2):
            counts[padded[i : i + 3]] += math.log2(1 + n)
    total = collections.Counter()
    after = collections.Counter()
    for gram, n in counts.items():
        total[gram[:2]] += n
        after[gram[1:]] += n  # bigrams
    middle = collections.Counter()
    for gram, n in after.items():
        middle[gram[0]] += n
    for a in ALPHABET:
        for b in ALPHABET:
            row = ""
            for c in ALPHABET:
                bigram = (after[b + c] + 1) / (middle[b] + len(ALPHABET))
                share = (counts[a + b + c] + 20 * bigram) / (total[a + b] + 20)
                row += chr(33 + min(90, round(-4 * math.log2(share))))
            print(row)


if __name__ == "__main__":
    sys.stdout.reconfigure(newline="\n")
    main(sys.argv[1:])
