"""Compares the flat index with faiss' on this machine, in one run: the same distances for every query, and the time of both.

    compare_faiss.py VDSH [--items N] [--bits 64 128 256] [--threads 1 2] [--k 100] [--seconds S] [--rounds R]

VDSH is the command that runs the tool. Prints a table in Markdown; times are by the clock, and of the processor per query, which other programs on the
machine disturb less. Both sides are measured in turns, and the medians of the rounds are compared: a neighbour that slows a minute down slows both.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import faiss
import numpy as np

BATCHES = (1000, 1)


def timed(action, seconds):
    """Median seconds by the clock, and mean seconds of the processor, of an action that takes the number of its run."""
    samples = []
    cpu, start = time.process_time(), time.perf_counter()
    while not samples or time.perf_counter() - start < seconds:
        before = time.perf_counter()
        action(len(samples))
        samples.append(time.perf_counter() - before)
    return statistics.median(samples), (time.process_time() - cpu) / len(samples)


def measure_faiss(index, queries, k, threads, seconds):
    faiss.omp_set_num_threads(threads)
    index.search(queries[:1], k)
    rounds = {batch: [queries[i:i + batch] for i in range(0, len(queries), batch)] for batch in BATCHES}
    return {batch: timed(lambda run, batch=batch: index.search(rounds[batch][run % len(rounds[batch])], k), seconds) for batch in BATCHES}


def measure_vdsh(command, items, bits, k, threads, native):
    arguments = ["bench", "search", "--items", items, "--bits", bits, "--k", k, "--threads", threads, "--content", "uniform", "--index", "flat", "--json",
                 "--queries", *BATCHES]
    environment = dict(os.environ) if native else {**os.environ, "VDSH_NATIVE": "off"}
    report = json.loads(subprocess.run([*command, *map(str, arguments)], env=environment, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)
    return {result["batch"]: (result["seconds"], result["processorSecondsPerQuery"] * result["batch"]) for result in report["results"]}


def medians(rounds):
    """Of the seconds by the clock and of the processor of each batch, over rounds."""
    return {batch: tuple(statistics.median(measured[batch][i] for measured in rounds) for i in range(2)) for batch in BATCHES}


def same_distances(command, index, codes, queries, k, folder):
    np.save(f"{folder}/codes.npy", codes)
    np.save(f"{folder}/queries.npy", queries)
    subprocess.run([*command, "search", "--codes", f"{folder}/codes.npy", "--queries", f"{folder}/queries.npy", "--k", str(k), "--index", "flat",
                    "--out", f"{folder}/found.npz"], check=True, stdout=subprocess.DEVNULL)
    return np.array_equal(np.load(f"{folder}/found.npz")["distances"], index.search(queries, k)[0])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("vdsh", nargs="+")
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--bits", type=int, nargs="+", default=[64, 128, 256])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--k", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=1, help="of faiss, for each batch and round")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    random = np.random.default_rng(1)
    version = getattr(faiss, "__version__", "unknown")
    print(f"n = {options.items:,}, k = {options.k}, faiss {version}; ms per query by the clock / of the processor; times faster by the clock / of the processor\n")
    print("| bits | threads | batch | faiss | vdsh, native library | faster | vdsh, managed | faster |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for bits in options.bits:
            codes = random.integers(0, 256, (options.items, bits // 8), dtype=np.uint8)
            queries = random.integers(0, 256, (1000, bits // 8), dtype=np.uint8)
            index = faiss.IndexBinaryFlat(bits)
            index.add(codes)
            if not same_distances(options.vdsh, index, codes, queries, options.k, folder):
                sys.exit(f"distances differ at {bits} bits")
            for threads in options.threads:
                rounds = [
                    (measure_faiss(index, queries, options.k, threads, options.seconds),
                     *(measure_vdsh(options.vdsh, options.items, bits, options.k, threads, native) for native in (True, False)))
                    for _ in range(options.rounds)]
                theirs, *ours = map(medians, zip(*rounds))
                for batch in BATCHES:
                    cells = [f"{1e3 * theirs[batch][0] / batch:.3f} / {1e3 * theirs[batch][1] / batch:.3f}"]
                    for mine in ours:
                        cells.append(f"{1e3 * mine[batch][0] / batch:.3f} / {1e3 * mine[batch][1] / batch:.3f}")
                        cells.append(f"{theirs[batch][0] / mine[batch][0]:.1f}x / {theirs[batch][1] / mine[batch][1]:.1f}x")
                    print(f"| {bits} | {threads} | {batch} | " + " | ".join(cells) + " |", flush=True)
    print("\nAll distances are equal.")


if __name__ == "__main__":
    main()
