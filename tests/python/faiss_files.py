"""Writes files with faiss, or searches in files with faiss, for the tests of interchange.

    faiss_files.py write CODES IDS FLAT IDMAP      codes (.npy) and ids (.npy) to an IBxF and an IBM2
    faiss_files.py structures CODES IDS FOLDER     the same codes in every structure of faiss, and two indexes of floats
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


def structures(codes_file, ids_file, folder):
    codes, ids = np.load(codes_file), np.load(ids_file)
    bits = 8 * codes.shape[1]

    def inverted(lists=16):
        index = faiss.IndexBinaryIVF(faiss.IndexBinaryFlat(bits), bits, lists)
        index.train(codes)
        return index

    def added(index, with_ids=False):
        index.add_with_ids(codes, ids) if with_ids else index.add(codes)
        return index

    def mapped(inner):
        index = faiss.IndexBinaryIDMap2(inner)
        index.add_with_ids(codes, ids)
        index.code_size = codes.shape[1]
        return index

    # Far more lists than codes leave most of them empty, which is written in another form.
    centres = faiss.IndexBinaryFlat(bits)
    centres.add(np.random.default_rng(1).integers(0, 256, (4 * len(codes), codes.shape[1]), dtype=np.uint8))
    sparse = faiss.IndexBinaryIVF(centres, bits, centres.ntotal)
    sparse.is_trained = True
    direct = added(inverted())
    direct.make_direct_map()
    indexes = {
        "ivf": added(inverted()),
        "ivf-ids": added(inverted(), with_ids=True),
        "sparse": added(sparse),
        "direct": direct,
        "hash": added(faiss.IndexBinaryHash(bits, 7)),
        "hash-ids": added(faiss.IndexBinaryHash(bits, 7), with_ids=True),
        "multihash": added(faiss.IndexBinaryMultiHash(bits, 2, 7)),
        "hnsw": added(faiss.IndexBinaryHNSW(bits, 8)),
        "map-ivf": mapped(inverted()),
        "map-hnsw": mapped(faiss.IndexBinaryHNSW(bits, 8)),
    }
    for name, index in indexes.items():
        faiss.write_index_binary(index, f"{folder}/{name}")
    vectors = np.unpackbits(codes, axis=1).astype("float32")
    faiss.write_index(added_floats(faiss.IndexFlatL2(bits), vectors), f"{folder}/float")
    faiss.write_index(added_floats(faiss.IndexLSH(bits, bits), vectors), f"{folder}/lsh")


def added_floats(index, vectors):
    index.train(vectors)
    index.add(vectors)
    return index


def search(index_file, queries_file, k, out_file):
    index = faiss.read_index_binary(index_file)
    distances, ids = index.search(np.load(queries_file), int(k))
    np.savez(out_file, distances=distances.astype(np.int32), ids=ids.astype(np.int64))


if __name__ == "__main__":
    {"write": write, "structures": structures, "search": search}[sys.argv[1]](*sys.argv[2:])
