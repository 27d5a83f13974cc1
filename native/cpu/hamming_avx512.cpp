// AVX-512BW for processors without VPOPCNTDQ: counts of half-bytes by shuffle (Mula, Kurz, Lemire 2018), as the managed kernel, but fused with the
// comparison.
#include <immintrin.h>

#include "kernels.h"

namespace {

constexpr int32_t kGroup = 16;

// A byte counts to 255, and a word adds at most 8 to it.
constexpr int32_t kWordsPerByteCounter = 31;

// Which bits of words matter, of the lower and of the upper halves of bytes. The halves are cut out anyway, so that
// cutting out less takes registers and no further instruction.
struct Counted {
  explicit Counted(__m512i bits)
      : lower(_mm512_and_si512(bits, _mm512_set1_epi8(15))),
        upper(_mm512_and_si512(_mm512_srli_epi64(bits, 4), _mm512_set1_epi8(15))) {}
  __m512i lower, upper;
};

// The bits of each byte in which codes differ from a word.
inline __attribute__((always_inline)) __m512i counts_against(
    const uint64_t* codes, __m512i word, const Counted& counted) {
  const __m512i counts = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
  const __m512i words = _mm512_xor_si512(_mm512_loadu_si512(codes), word);
  return _mm512_add_epi8(_mm512_shuffle_epi8(counts, _mm512_and_si512(words, counted.lower)),
      _mm512_shuffle_epi8(counts, _mm512_and_si512(_mm512_srli_epi64(words, 4), counted.upper)));
}

inline __attribute__((always_inline)) __m512i counts_against(const uint64_t* codes, __m512i word) {
  return counts_against(codes, word, Counted(_mm512_set1_epi8(-1)));
}

inline __attribute__((always_inline)) __m512i sum_bytes(__m512i bytes) {
  return _mm512_sad_epu8(bytes, _mm512_setzero_si512());
}

inline __attribute__((always_inline)) __m512i count_bits(const uint64_t* codes, __m512i words, const Counted& counted) {
  return sum_bytes(counts_against(codes, words, counted));
}

#include "plain.inl"
#include "wide.inl"

// Planar codes of several words, whose last one has no bits that are not counted.
template <int W>
struct Query {
  Query(const uint64_t* query, int32_t, uint64_t) {
    for (int i = 0; i < W; i++) word[i] = _mm512_set1_epi64(static_cast<long long>(query[i]));
  }

  inline __attribute__((always_inline)) Sums against(const uint64_t* group) const {
    __m512i low = _mm512_setzero_si512(), high = _mm512_setzero_si512();
    for (int i = 0; i < W; i++) {
      low = _mm512_add_epi8(low, counts_against(group + kGroup * i, word[i]));
      high = _mm512_add_epi8(high, counts_against(group + kGroup * i + 8, word[i]));
    }
    return Sums{sum_bytes(low), sum_bytes(high)};
  }

  __m512i word[W];
};

// Codes of one word are planar as they are.
template <>
struct Query<1> {
  Query(const uint64_t* query, int32_t, uint64_t in_last_word)
      : word(_mm512_set1_epi64(static_cast<long long>(query[0]))),
        counted(_mm512_set1_epi64(static_cast<long long>(in_last_word))) {}

  inline __attribute__((always_inline)) Sums against(const uint64_t* group) const {
    return Sums{count_bits(group, word, counted), count_bits(group + 8, word, counted)};
  }

  __m512i word;
  Counted counted;
};

template <>
struct Query<0> {
  Query(const uint64_t* words_of_query, int32_t number, uint64_t) : query(words_of_query), words(number) {}

  inline __attribute__((always_inline)) Sums against(const uint64_t* group) const {
    Sums sums{_mm512_setzero_si512(), _mm512_setzero_si512()};
    for (int32_t first = 0; first < words; first += kWordsPerByteCounter) {
      const int32_t end = words - first < kWordsPerByteCounter ? words : first + kWordsPerByteCounter;
      __m512i low = _mm512_setzero_si512(), high = _mm512_setzero_si512();
      for (int32_t i = first; i < end; i++) {
        const __m512i word = _mm512_set1_epi64(static_cast<long long>(query[i]));
        low = _mm512_add_epi8(low, counts_against(group + kGroup * i, word));
        high = _mm512_add_epi8(high, counts_against(group + kGroup * i + 8, word));
      }
      sums.low = _mm512_add_epi64(sums.low, sum_bytes(low));
      sums.high = _mm512_add_epi64(sums.high, sum_bytes(high));
    }
    return sums;
  }

  const uint64_t* query;
  int32_t words;
};

#include "hamming.inl"

}  // namespace

const VdshKernels vdsh_avx512_kernels = {make_planar, distances, nearer, count};
