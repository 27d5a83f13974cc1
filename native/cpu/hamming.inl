// The loops that all instruction sets share. Each ISA's file includes this in its unnamed namespace, after the types and functions named here:
// otherwise the linker would merge the instances of one template, and an old processor could meet new instructions.
//
//   Sums                                      16 distances
//   Query<W>(query, words, counted)           a query of W words in registers, for planar groups; W = 0: any number
//   RowQuery<W>(query, words, counted)        the same for row-major groups, W = 2, 4 or 8
//   Sums Q::against(group)                    the distances to one group
//   Bound(int32_t)                            a distance to be nearer than
//   void store(Sums, uint16_t*)               writes 16 distances
//   bool any(Sums, Sums, Bound)               whether one of 32 is nearer
//   uint32_t mask(Sums, Bound)                which of 16 are nearer

template <class Q>
void distances_of(const uint64_t* query, const uint64_t* codes, int32_t groups, int32_t words, uint64_t counted,
    uint16_t* distances) {
  const Q one(query, words, counted);
  for (int32_t group = 0; group < groups; group++, codes += static_cast<int64_t>(words) * kGroup, distances += kGroup)
    store(one.against(codes), distances);
}

constexpr int64_t kWordsPerLine = 8;
constexpr int64_t kWordsPerPage = 512;
// On a Xeon with AMX two pages were slower from memory, and eight were slower where a cache holds the codes.
constexpr int64_t kPagesAhead = 4;

// Calls take(group, sums) for every group that may hold a nearer code. While some pages of streamed codes are compared, the pages behind them are fetched, a
// line of each in turn: processors follow several rising streams at once, and one stream alone does not keep the way to memory busy.
template <class Q, bool Streamed, class Take>
inline __attribute__((always_inline)) void for_nearer(
    const uint64_t* query, const uint64_t* codes, int32_t groups, int32_t words, uint64_t counted,
    Bound bound, Take take) {
  const Q one(query, words, counted);
  const int64_t stride = static_cast<int64_t>(words) * kGroup;
  const uint64_t* behind = codes + kPagesAhead * kWordsPerPage;
  int64_t fetched = 0;
  int32_t group = 0;
  for (; group + 2 <= groups; group += 2, codes += 2 * stride) {
    if (Streamed) {
      for (int64_t i = 0; i < 2 * stride; i += kPagesAhead * kWordsPerLine, fetched += kWordsPerLine) {
        for (int64_t page = 0; page < kPagesAhead; page++) __builtin_prefetch(behind + page * kWordsPerPage + fetched);
      }
      if (fetched >= kWordsPerPage) {
        fetched = 0;
        behind += kPagesAhead * kWordsPerPage;
      }
    }
    const Sums first = one.against(codes);
    const Sums second = one.against(codes + stride);
    if (__builtin_expect(any(first, second, bound), 0)) {
      take(group, first);
      take(group + 1, second);
    }
  }
  if (group < groups) take(group, one.against(codes));
}

template <class Q, bool Streamed>
int32_t nearer_of(const uint64_t* query, const uint64_t* codes, int32_t groups, int32_t words, uint64_t counted,
    int32_t limit, int32_t first_row,
    int32_t* rows, uint16_t* distances) {
  int32_t found = 0;
  const Bound bound(limit);
  for_nearer<Q, Streamed>(query, codes, groups, words, counted, bound, [&](int32_t group, Sums sums) {
    uint32_t nearer = mask(sums, bound);
    if (nearer == 0) return;
    alignas(64) uint16_t all[kGroup];
    store(sums, all);
    for (; nearer != 0; nearer &= nearer - 1) {
      const int32_t lane = __builtin_ctz(nearer);
      rows[found] = first_row + group * kGroup + lane;
      distances[found++] = all[lane];
    }
  });
  return found;
}

template <class Q, bool Streamed>
int32_t count_of(
    const uint64_t* query, const uint64_t* codes, int32_t groups, int32_t words, uint64_t counted, int32_t limit) {
  int32_t found = 0;
  const Bound bound(limit);
  for_nearer<Q, Streamed>(query, codes, groups, words, counted, bound,
      [&](int32_t, Sums sums) { found += __builtin_popcount(mask(sums, bound)); });
  return found;
}

constexpr int32_t kRows = 1;
constexpr int32_t kStreamed = 2;

// Calls a function with the query type for an order and a number of words, which stays a constant where it is a common one.
template <class Body>
auto with_query(int32_t order, int32_t words, Body body) {
  if ((order & kRows) != 0) {
    switch (words) {
      case 2: return body(static_cast<RowQuery<2>*>(nullptr));
      case 4: return body(static_cast<RowQuery<4>*>(nullptr));
      default: return body(static_cast<RowQuery<8>*>(nullptr));
    }
  }
  switch (words) {
    case 1: return body(static_cast<Query<1>*>(nullptr));
    case 2: return body(static_cast<Query<2>*>(nullptr));
    case 4: return body(static_cast<Query<4>*>(nullptr));
    case 8: return body(static_cast<Query<8>*>(nullptr));
    default: return body(static_cast<Query<0>*>(nullptr));
  }
}

template <class Q>
Q type_of(Q*);

void distances(int32_t order, const uint64_t* query, const uint64_t* codes, int32_t groups, int32_t words,
    uint64_t counted, uint16_t* target) {
  with_query(order, words,
      [&](auto* type) { distances_of<decltype(type_of(type))>(query, codes, groups, words, counted, target); });
}

int32_t nearer(int32_t order, const uint64_t* query, const uint64_t* codes, int32_t groups, int32_t words,
    uint64_t counted, int32_t bound,
    int32_t first_row, int32_t* rows, uint16_t* target) {
  return with_query(order, words, [&](auto* type) {
    using Q = decltype(type_of(type));
    return (order & kStreamed) != 0 ? nearer_of<Q, true>(query, codes, groups, words, counted, bound, first_row, rows,
                                          target)
                                    : nearer_of<Q, false>(query, codes, groups, words, counted, bound, first_row, rows,
                                          target);
  });
}

int32_t count(int32_t order, const uint64_t* query, const uint64_t* codes, int32_t groups, int32_t words,
    uint64_t counted, int32_t bound) {
  return with_query(order, words, [&](auto* type) {
    using Q = decltype(type_of(type));
    return (order & kStreamed) != 0 ? count_of<Q, true>(query, codes, groups, words, counted, bound)
                                    : count_of<Q, false>(query, codes, groups, words, counted, bound);
  });
}
