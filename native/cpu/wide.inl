// What the two 512-bit sets share: sums in 64-bit lanes, their comparison, and the transposition of codes in registers.
// Needs Counted, which bits of words matter, and count_bits(codes, words, counted), the bits of each word in which
// codes differ from words.

struct Sums {
  __m512i low, high;
};

struct Bound {
  explicit Bound(int32_t bound) : value(_mm512_set1_epi64(bound)) {}
  __m512i value;
};

inline __attribute__((always_inline)) void store(Sums sums, uint16_t* distances) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(distances), _mm512_cvtepi64_epi16(sums.low));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(distances + 8), _mm512_cvtepi64_epi16(sums.high));
}

inline __attribute__((always_inline)) bool any(Sums first, Sums second, Bound bound) {
  const __m512i least = _mm512_min_epu64(_mm512_min_epu64(first.low, first.high), _mm512_min_epu64(second.low, second.high));
  return _mm512_cmplt_epu64_mask(least, bound.value) != 0;
}

inline __attribute__((always_inline)) uint32_t mask(Sums sums, Bound bound) {
  return _mm512_cmplt_epu64_mask(sums.low, bound.value) | static_cast<uint32_t>(_mm512_cmplt_epu64_mask(sums.high, bound.value)) << 8;
}

inline __attribute__((always_inline)) __m512i evens(__m512i a, __m512i b) { return _mm512_permutex2var_epi64(a, _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), b); }
inline __attribute__((always_inline)) __m512i odds(__m512i a, __m512i b) { return _mm512_permutex2var_epi64(a, _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15), b); }

// The words of a code again and again, as row-major codes need them.
template <int W>
inline __m512i repeat(const uint64_t* query) {
  alignas(64) uint64_t words[8];
  for (int i = 0; i < 8; i++) words[i] = query[i % W];
  return _mm512_load_si512(words);
}

// Counts of the words of 8 row-major codes in W registers become 8 sums: neighbours are added until one of each code is left.
template <int W>
inline __attribute__((always_inline)) __m512i add_words(__m512i* counts) {
  for (int left = W; left > 1; left /= 2) {
    for (int i = 0; i < left / 2; i++) counts[i] = _mm512_add_epi64(evens(counts[2 * i], counts[2 * i + 1]), odds(counts[2 * i], counts[2 * i + 1]));
  }
  return counts[0];
}

// The bits of a code of W words that matter, again and again.
template <int W>
inline __m512i repeat_counted(uint64_t counted) {
  uint64_t words[W];
  for (int i = 0; i < W; i++) words[i] = i == W - 1 ? counted : ~uint64_t{0};
  return repeat<W>(words);
}

// A query against row-major codes: for a single query, rearranging the codes would cost more than it saves.
template <int W>
struct RowQuery {
  RowQuery(const uint64_t* query, int32_t, uint64_t in_last_word)
      : words(repeat<W>(query)), counted(repeat_counted<W>(in_last_word)) {}

  inline __attribute__((always_inline)) Sums against(const uint64_t* group) const { return Sums{eight(group), eight(group + 8 * W)}; }

  inline __attribute__((always_inline)) __m512i eight(const uint64_t* codes) const {
    __m512i counts[W];
    for (int i = 0; i < W; i++) counts[i] = count_bits(codes + 8 * i, words, counted);
    return add_words<W>(counts);
  }

  __m512i words;
  Counted counted;
};

// 8 row-major codes of W words in W registers become W registers of one word of each code. A word's place is code W + word; taking the even places
// before the odd ones moves the lowest bit of the place to the top, and after log2(W) times the place is word 8 + code.
template <int W>
inline void transpose(const uint64_t* codes, __m512i counted, uint64_t* planar) {
  __m512i rows[W], next[W];
  for (int i = 0; i < W; i++) rows[i] = _mm512_loadu_si512(codes + 8 * i);
  for (int step = 1; step < W; step *= 2) {
    for (int i = 0; i < W / 2; i++) {
      next[i] = evens(rows[2 * i], rows[2 * i + 1]);
      next[W / 2 + i] = odds(rows[2 * i], rows[2 * i + 1]);
    }
    for (int i = 0; i < W; i++) rows[i] = next[i];
  }
  rows[W - 1] = _mm512_and_si512(rows[W - 1], counted);
  for (int i = 0; i < W; i++) _mm512_storeu_si512(planar + kGroup * i, rows[i]);
}

template <int W>
void transpose_all(const uint64_t* codes, int32_t count, uint64_t counted, uint64_t* planar) {
  const __m512i mask_of_last = _mm512_set1_epi64(static_cast<long long>(counted));
  int32_t first = 0;
  for (; first + kGroup <= count; first += kGroup) {
    transpose<W>(codes + static_cast<int64_t>(first) * W, mask_of_last, planar + static_cast<int64_t>(first) * W);
    transpose<W>(
        codes + static_cast<int64_t>(first + 8) * W, mask_of_last, planar + static_cast<int64_t>(first) * W + 8);
  }
  plain_planar(codes, first, count, W, counted, planar);
}

void make_planar(const uint64_t* codes, int32_t count, int32_t words, uint64_t counted, uint64_t* planar) {
  switch (words) {
    case 2: return transpose_all<2>(codes, count, counted, planar);
    case 4: return transpose_all<4>(codes, count, counted, planar);
    case 8: return transpose_all<8>(codes, count, counted, planar);
    default: return plain_planar(codes, 0, count, words, counted, planar);
  }
}
