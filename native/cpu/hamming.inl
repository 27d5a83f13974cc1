// The loops that all instruction sets share. Each ISA's file includes this in its unnamed namespace, after the types and functions named here:
// otherwise the linker would merge the instances of one template, and an old processor could meet new instructions.
//
//   Sums                                      16 distances
//   Query<W>(query, words)                    a query of W words in registers; W = 0: any number of words
//   Sums Query<W>::against(group)             the distances to one group
//   Bound(int32_t)                            a distance to be nearer than
//   void store(Sums, uint16_t*)               writes 16 distances
//   bool any(Sums, Sums, Bound)               whether one of 32 is nearer
//   uint32_t mask(Sums, Bound)                which of 16 are nearer

template <int W>
void distances_of(const uint64_t* query, const uint64_t* planar, int32_t groups, int32_t words, uint16_t* distances) {
  const Query<W> against(query, words);
  for (int32_t group = 0; group < groups; group++, planar += static_cast<int64_t>(words) * kGroup, distances += kGroup)
    store(against.against(planar), distances);
}

// Calls take(group, sums) for every group that may hold a nearer code.
template <int W, class Take>
inline __attribute__((always_inline)) void for_nearer(const uint64_t* query, const uint64_t* planar, int32_t groups, int32_t words, Bound bound, Take take) {
  const Query<W> against(query, words);
  const int64_t stride = static_cast<int64_t>(words) * kGroup;
  int32_t group = 0;
  for (; group + 2 <= groups; group += 2, planar += 2 * stride) {
    const Sums first = against.against(planar);
    const Sums second = against.against(planar + stride);
    if (__builtin_expect(any(first, second, bound), 0)) {
      take(group, first);
      take(group + 1, second);
    }
  }
  if (group < groups) take(group, against.against(planar));
}

template <int W>
int32_t nearer_of(const uint64_t* query, const uint64_t* planar, int32_t groups, int32_t words, int32_t limit, int32_t first_row, int32_t* rows,
    uint16_t* distances) {
  int32_t found = 0;
  const Bound bound(limit);
  for_nearer<W>(query, planar, groups, words, bound, [&](int32_t group, Sums sums) {
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

template <int W>
int32_t count_of(const uint64_t* query, const uint64_t* planar, int32_t groups, int32_t words, int32_t limit) {
  int32_t found = 0;
  const Bound bound(limit);
  for_nearer<W>(query, planar, groups, words, bound, [&](int32_t, Sums sums) { found += __builtin_popcount(mask(sums, bound)); });
  return found;
}

void distances(const uint64_t* query, const uint64_t* planar, int32_t groups, int32_t words, uint16_t* target) {
  switch (words) {
    case 1: return distances_of<1>(query, planar, groups, 1, target);
    case 2: return distances_of<2>(query, planar, groups, 2, target);
    case 4: return distances_of<4>(query, planar, groups, 4, target);
    case 8: return distances_of<8>(query, planar, groups, 8, target);
    default: return distances_of<0>(query, planar, groups, words, target);
  }
}

int32_t nearer(const uint64_t* query, const uint64_t* planar, int32_t groups, int32_t words, int32_t bound, int32_t first_row, int32_t* rows,
    uint16_t* target) {
  switch (words) {
    case 1: return nearer_of<1>(query, planar, groups, 1, bound, first_row, rows, target);
    case 2: return nearer_of<2>(query, planar, groups, 2, bound, first_row, rows, target);
    case 4: return nearer_of<4>(query, planar, groups, 4, bound, first_row, rows, target);
    case 8: return nearer_of<8>(query, planar, groups, 8, bound, first_row, rows, target);
    default: return nearer_of<0>(query, planar, groups, words, bound, first_row, rows, target);
  }
}

int32_t count(const uint64_t* query, const uint64_t* planar, int32_t groups, int32_t words, int32_t bound) {
  switch (words) {
    case 1: return count_of<1>(query, planar, groups, 1, bound);
    case 2: return count_of<2>(query, planar, groups, 2, bound);
    case 4: return count_of<4>(query, planar, groups, 4, bound);
    case 8: return count_of<8>(query, planar, groups, 8, bound);
    default: return count_of<0>(query, planar, groups, words, bound);
  }
}
