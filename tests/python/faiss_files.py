"""Writes files with faiss, or searches in files with faiss, for the tests of interchange.

    faiss_files.py write CODES IDS FLAT IDMAP      codes (.npy) and ids (.npy) to an IBxF and an IBM2
    faiss_files.py search INDEX QUERIES K OUT      distances and ids of the K nearest to an .npz
"""
import sys

import faiss
import numpy as np


def write(codes_file, ids_file, flat_file, map_file):
    codes, ids = np.load(codes_file), np.load(ids_file)
    bits = 8 * codes.shape[1]
    flat = faiss.IndexBinaryFlat(bits)
    flat.add(codes)
    faiss.write_index_binary(flat, flat_file)
    mapped = faiss.IndexBinaryIDMap2(faiss.IndexBinaryFlat(bits))
    mapped.add_with_ids(codes, ids)
    # Version 1.7.3 leaves this at zero, newer ones set it.
    mapped.code_size = codes.shape[1]
    faiss.write_index_binary(mapped, map_file)


def search(index_file, queries_file, k, out_file):
    index = faiss.read_index_binary(index_file)
    distances, ids = index.search(np.load(queries_file), int(k))
    np.savez(out_file, distances=distances.astype(np.int32), ids=ids.astype(np.int64))


if __name__ == "__main__":
    {"write": write, "search": search}[sys.argv[1]](*sys.argv[2:])
