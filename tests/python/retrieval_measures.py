#!/usr/bin/env python3
"""Retrieval measures of codes in files, once more: plain numpy, rank by rank, with no formula of the tool's, so that both can be compared.

Every measure is written down at single ranks. Inside a tie of n items, r of them relevant, each order is equally likely. So the item at a rank of
the tie is relevant with probability p = r/n, and the items at two of its ranks are both relevant with probability r(r-1) / (n(n-1)); ranks of
different ties are independent. The expectations of products of "relevant at rank j" and "relevant at rank k" are all that average precision needs.
Where it is divided by the hits within a cut, every number of hits that the cut can find in its tie is tried, weighted
with its probability: a quotient of binomial coefficients, from logarithms of factorials.

usage: retrieval_measures.py DB_CODES DB_LABELS QUERY_CODES QUERY_LABELS BITS [CLASS_RANK]

Codes are uint8 .npy files of the tool, labels .npy with n class numbers or n x C zeros and ones. Prints one JSON object.
"""
import json
import sys

import numpy as np

RANKS = (100, 1000)
CUTS = (5, 30, 1000, 5000)
GRADES = 8


def distances(queries, database, bits):
    """q x n Hamming distances of packed codes, little-endian bit order."""
    a = np.unpackbits(queries, axis=1, bitorder="little")[:, :bits].astype(np.float64)
    b = np.unpackbits(database, axis=1, bitorder="little")[:, :bits].astype(np.float64)
    return np.rint(a @ (1 - b).T + (1 - a) @ b.T).astype(np.int64)


def indicators(labels, classes):
    """n x C zeros and ones."""
    if labels.ndim == 2:
        return np.pad(labels, ((0, 0), (0, classes - labels.shape[1]))).astype(np.float64)
    return (labels[:, None] == np.arange(classes)).astype(np.float64)


def spread(values, starts, sizes):
    """The mean of the values of each tie, at each rank of the tie: the expectation of what stands at that rank."""
    return np.repeat(np.add.reduceat(values, starts) / sizes, sizes)


def plain_average_precision(relevant):
    """Of one list in its order."""
    hits = np.cumsum(relevant)
    return float(np.sum(relevant * hits / np.arange(1, len(relevant) + 1)) / np.sum(relevant))


def hits_average_precision(relevant):
    """Of one list in its order, divided by its own hits; None where there are none."""
    return plain_average_precision(relevant) if np.any(relevant) else None


def mean_of(values):
    return float(np.mean(values)) if values else None


def log_factorials(count):
    return np.r_[0, np.cumsum(np.log(np.arange(1, count + 1, dtype=np.longdouble)))]


class Ranking:
    """One query's database in the order of its distances, with the ties."""

    def __init__(self, distance, shared, classes):
        order = np.argsort(distance, kind="stable")
        self.distance = distance[order]
        self.grade = shared[order]
        self.relevant = (self.grade > 0).astype(np.float64)
        self.classes = classes[order]
        self.starts = np.flatnonzero(np.r_[True, self.distance[1:] != self.distance[:-1]])
        self.sizes = np.diff(np.r_[self.starts, len(order)])
        self.ranks = np.arange(1, len(order) + 1)
        self.total = float(np.sum(self.relevant))
        self.chance = spread(self.relevant, self.starts, self.sizes)
        self.logs = log_factorials(len(order))

    def expected_hits_at_hits(self):
        """At each rank k: the expectation of (relevant at k) times (relevant items at ranks 1..k)."""
        before = np.repeat(np.r_[0, np.cumsum(np.add.reduceat(self.relevant, self.starts))[:-1]], self.sizes)
        r = np.repeat(np.add.reduceat(self.relevant, self.starts), self.sizes)
        n = np.repeat(self.sizes, self.sizes)
        position = self.ranks - 1 - np.repeat(self.starts, self.sizes)
        both = np.divide(r * (r - 1), n * (n - 1), out=np.zeros_like(r), where=n > 1)
        return self.chance * before + position * both + self.chance

    def average_precision(self, cut=None):
        terms = self.expected_hits_at_hits() / self.ranks
        return float(np.sum(terms[:cut]) / min(self.total, cut or self.total))

    def average_precision_of_hits(self, cut):
        """E[sum over the first ranks of relevant(k) hits(k)/k, divided by their hits]."""
        if cut >= len(self.ranks):
            return self.average_precision()
        tie = int(np.searchsorted(self.starts, cut - 1, side="right")) - 1
        start, n = int(self.starts[tie]), int(self.sizes[tie])
        r, found, taken = int(np.sum(self.relevant[start:start + n])), int(np.sum(self.relevant[:start])), cut - start
        nearer = float(np.sum((self.expected_hits_at_hits() / self.ranks)[:start]))
        logs = self.logs
        x = np.arange(max(0, taken - (n - r)), min(r, taken) + 1)
        relevant_ways, other_ways = logs[r] - logs[x] - logs[r - x], logs[n - r] - logs[taken - x] - logs[n - r - taken + x]
        chance = np.exp(relevant_ways + other_ways - (logs[n] - logs[taken] - logs[n - taken]))
        places = np.arange(taken)
        single, pair = np.sum((found + 1) / (start + places + 1)), np.sum(places / (start + places + 1))
        both = np.divide(x * (x - 1), taken * (taken - 1)) if taken > 1 else np.zeros(len(x))
        expected = nearer + x / taken * single + both * pair
        ratio = np.divide(expected, found + x, out=np.zeros(len(x)), where=found + x > 0)
        return float(np.sum(chance * ratio))

    def stable_at(self, cut):
        precision = self.relevant * np.cumsum(self.relevant) / self.ranks
        return float(np.sum(precision[:cut]) / min(self.total, cut))

    def bound(self, relevant_last):
        order = np.lexsort((self.relevant if relevant_last else -self.relevant, self.distance))
        return plain_average_precision(self.relevant[order])

    def precision_at(self, rank):
        return float(np.mean(self.chance[:rank]))

    def recall_at(self, rank):
        return float(np.sum(self.chance[:rank]) / self.total)

    def tie_at(self, rank):
        return int(np.sum(self.distance == self.distance[rank - 1])) if rank <= len(self.ranks) else 0

    def ndcg(self):
        gain = 2.0 ** self.grade - 1
        discount = 1 / np.log2(1.0 + self.ranks)
        return float(np.sum(spread(gain, self.starts, self.sizes) * discount) / np.sum(np.sort(gain)[::-1] * discount))

    def within(self, radius):
        inside = self.distance <= radius
        hits = float(np.sum(self.relevant[inside]))
        return (hits / np.sum(inside) if np.any(inside) else 0.0, hits / self.total)

    def shares(self, rank):
        cut = int(rank or self.total)
        return [float(np.mean(spread(column, self.starts, self.sizes)[:cut])) for column in self.classes.T]


def measure(queries, query_labels, database, database_labels, bits, class_rank=0, leave_one_out=False):
    """All measures, under the tool's names."""
    classes = max(labels.shape[1] if labels.ndim == 2 else int(labels.max()) + 1 for labels in (query_labels, database_labels))
    multi = query_labels.ndim == 2 or database_labels.ndim == 2
    asked, stored = indicators(query_labels, classes), indicators(database_labels, classes)
    shared = np.minimum(np.rint(asked @ stored.T), GRADES - 1 if multi else 1)
    distance = distances(queries, database, bits)
    relevant_distances, irrelevant_distances = np.zeros(bits + 1, int), np.zeros(bits + 1, int)
    rows, curves, class_rows, stable_hits = [], [], [[] for _ in range(classes)], {cut: [] for cut in CUTS}
    for query in range(len(queries)):
        kept = np.arange(len(database)) != query if leave_one_out else np.ones(len(database), bool)
        ranking = Ranking(distance[query, kept], shared[query, kept], stored[kept])
        hit = ranking.relevant > 0
        relevant_distances += np.bincount(ranking.distance[hit], minlength=bits + 1)
        irrelevant_distances += np.bincount(ranking.distance[~hit], minlength=bits + 1)
        row = {
            "query": query, "relevant": int(ranking.total), "nearest": int(ranking.distance[0]),
            "nearestRelevant": int(ranking.distance[hit][0]) if hit.any() else None,
            **{f"precisionAt{rank}": ranking.precision_at(rank) for rank in RANKS}, **{f"tieAt{rank}": ranking.tie_at(rank) for rank in RANKS},
        }
        if ranking.total > 0:
            row |= {
                "ap": ranking.average_precision(), "apPessimistic": ranking.bound(relevant_last=True), "apOptimistic": ranking.bound(relevant_last=False),
                "ndcg": ranking.ndcg(), "apStable": plain_average_precision(ranking.relevant), "apAt1000": ranking.average_precision(1000),
                **{f"recallAt{rank}": ranking.recall_at(rank) for rank in RANKS},
                **{f"apAt{cut}": ranking.average_precision(cut) for cut in CUTS},
                **{f"apAtHits{cut}": ranking.average_precision_of_hits(cut) for cut in CUTS},
                **{f"stableAt{cut}": ranking.stable_at(cut) for cut in CUTS},
            }
            for cut in CUTS:
                stable_hits[cut].append(hits_average_precision(ranking.relevant[:cut]))
            curves.append([ranking.within(radius) for radius in range(bits + 1)])
            for label in np.flatnonzero(asked[query]):
                class_rows[label].append([row["ap"], *ranking.shares(class_rank)])
        rows.append(row)
    counted = [row for row in rows if row["relevant"] > 0]

    def mean(name):
        return float(np.mean([row[name] for row in counted]))

    curve = np.mean(np.array(curves), axis=0)
    by_class = [np.mean(np.array(part), axis=0).tolist() if part else [None] * (classes + 1) for part in class_rows]
    return {
        "queries": len(queries), "database": len(database), "bits": bits, "queriesWithoutRelevant": len(rows) - len(counted),
        "map": mean("ap"), "mapPessimistic": mean("apPessimistic"), "mapOptimistic": mean("apOptimistic"), "mapStableSort": mean("apStable"),
        "mapAt1000": mean("apAt1000"), "ndcg": mean("ndcg"),
        **{name: {str(cut): mean(f"{key}{cut}") for cut in CUTS}
           for name, key in (("mapAt", "apAt"), ("mapAtHits", "apAtHits"), ("mapAtStableSort", "stableAt"))},
        "mapAtDeepHash": {str(cut): sum(value or 0 for value in stable_hits[cut]) / len(rows) for cut in CUTS},
        "mapAtHashNet": {str(cut): mean_of([value for value in stable_hits[cut] if value is not None]) for cut in CUTS},
        "precisionAt": {str(rank): mean(f"precisionAt{rank}") for rank in RANKS}, "recallAt": {str(rank): mean(f"recallAt{rank}") for rank in RANKS},
        "precisionRadius2": curve[min(2, bits)][0], "recallRadius2": curve[min(2, bits)][1],
        "curvePrecision": curve[:, 0].tolist(), "curveRecall": curve[:, 1].tolist(),
        "classes": {"queries": [len(part) for part in class_rows], "map": [part[0] for part in by_class], "share": [part[1:] for part in by_class]},
        "relevantDistances": relevant_distances.tolist(), "irrelevantDistances": irrelevant_distances.tolist(), "perQuery": rows,
    }


def main():
    database, database_labels, queries, query_labels = (np.load(path) for path in sys.argv[1:5])
    bits, class_rank = int(sys.argv[5]), int(sys.argv[6]) if len(sys.argv) > 6 else 0
    result = measure(queries, query_labels, database, database_labels, bits, class_rank)
    result["queriesAmongThemselves"] = measure(queries, query_labels, queries, query_labels, bits, leave_one_out=True)
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
