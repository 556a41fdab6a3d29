"""How the peers answer: a line of standard input names the work, a line of standard output is its answer.

`threads N` sets the number of threads and answers with the version of PyTorch; every script adds words of its own.
"""
import sys
import time

import torch


def timed(work, repeats):
    start = time.perf_counter()
    for _ in range(repeats):
        work()
    return (time.perf_counter() - start) / repeats


def serve(answer):
    for line in sys.stdin:
        word, *rest = line.split()
        if word == "threads":
            torch.set_num_threads(int(rest[0]))
            found = torch.__version__
        else:
            found = answer(word, rest)
            if found is None:
                raise SystemExit(f"unknown work: {line}")
        print(found, flush=True)
