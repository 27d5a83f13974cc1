// AVX2: counts of half-bytes by shuffle (Mula, Kurz, Lemire 2018), as the managed kernel, but fused with the comparison.
#include <immintrin.h>

#include "kernels.h"

namespace {

constexpr int32_t kGroup = 16;
constexpr int32_t kParts = 4;
constexpr int32_t kWordsPerByteCounter = 31;

#include "plain.inl"

void make_planar(const uint64_t* codes, int32_t count, int32_t words, uint64_t counted, uint64_t* planar) {
  plain_planar(codes, 0, count, words, counted, planar);
}

struct Sums {
  __m256i part[kParts];
};

struct Bound {
  explicit Bound(int32_t bound) : value(_mm256_set1_epi64x(bound)) {}
  __m256i value;
};

inline __attribute__((always_inline)) void store(Sums sums, uint16_t* distances) {
  // Packing works within halves: the order after it is 0 1 4 5 | 2 3 6 7 in pairs, which one permutation of 64-bit lanes mends.
  const __m256i first = _mm256_packus_epi32(sums.part[0], sums.part[1]);
  const __m256i second = _mm256_packus_epi32(sums.part[2], sums.part[3]);
  const __m256i low = _mm256_permute4x64_epi64(first, 0xD8);
  const __m256i high = _mm256_permute4x64_epi64(second, 0xD8);
  const __m256i packed = _mm256_packus_epi32(low, high);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(distances), _mm256_permute4x64_epi64(packed, 0xD8));
}

inline __attribute__((always_inline)) __m256i least(__m256i a, __m256i b) { return _mm256_min_epu16(a, b); }

inline __attribute__((always_inline)) bool any(const Sums& first, const Sums& second, Bound bound) {
  // Distances fit 16 bits and the upper parts are zero, so that minima of 16-bit lanes are minima of distances.
  const __m256i a = least(least(first.part[0], first.part[1]), least(first.part[2], first.part[3]));
  const __m256i b = least(least(second.part[0], second.part[1]), least(second.part[2], second.part[3]));
  return _mm256_movemask_epi8(_mm256_cmpgt_epi64(bound.value, least(a, b))) != 0;
}

inline __attribute__((always_inline)) uint32_t mask(const Sums& sums, Bound bound) {
  uint32_t nearer = 0;
  for (int i = 0; i < kParts; i++)
    nearer |= static_cast<uint32_t>(_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(bound.value, sums.part[i])))) << (4 * i);
  return nearer;
}

// Which bits of words matter, of the lower and of the upper halves of bytes. The halves are cut out anyway, so that
// cutting out less takes registers and no further instruction.
struct Counted {
  Counted() : Counted(_mm256_set1_epi8(-1)) {}
  explicit Counted(__m256i bits)
      : lower(_mm256_and_si256(bits, _mm256_set1_epi8(15))),
        upper(_mm256_and_si256(_mm256_srli_epi64(bits, 4), _mm256_set1_epi8(15))) {}
  __m256i lower, upper;
};

// The bits of each byte in which codes differ from a word.
inline __attribute__((always_inline)) __m256i counts_against(
    const uint64_t* codes, __m256i word, const Counted& counted) {
  const __m256i counts = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
  const __m256i words = _mm256_xor_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(codes)), word);
  return _mm256_add_epi8(_mm256_shuffle_epi8(counts, _mm256_and_si256(words, counted.lower)),
      _mm256_shuffle_epi8(counts, _mm256_and_si256(_mm256_srli_epi64(words, 4), counted.upper)));
}

inline __attribute__((always_inline)) __m256i counts_against(const uint64_t* codes, __m256i word) {
  return counts_against(codes, word, Counted());
}

// Planar codes of several words, whose last one has no bits that are not counted.
template <int W>
struct Query {
  Query(const uint64_t* query, int32_t, uint64_t) {
    for (int i = 0; i < W; i++) word[i] = _mm256_set1_epi64x(static_cast<long long>(query[i]));
  }

  inline __attribute__((always_inline)) Sums against(const uint64_t* group) const {
    Sums sums;
    for (int part = 0; part < kParts; part++) {
      __m256i bytes = _mm256_setzero_si256();
      for (int i = 0; i < W; i++) bytes = _mm256_add_epi8(bytes, counts_against(group + kGroup * i + 4 * part, word[i]));
      sums.part[part] = _mm256_sad_epu8(bytes, _mm256_setzero_si256());
    }
    return sums;
  }

  __m256i word[W];
};

// Codes of one word are planar as they are.
template <>
struct Query<1> {
  Query(const uint64_t* query, int32_t, uint64_t in_last_word)
      : word(_mm256_set1_epi64x(static_cast<long long>(query[0]))),
        counted(_mm256_set1_epi64x(static_cast<long long>(in_last_word))) {}

  inline __attribute__((always_inline)) Sums against(const uint64_t* group) const {
    Sums sums;
    for (int part = 0; part < kParts; part++)
      sums.part[part] = _mm256_sad_epu8(counts_against(group + 4 * part, word, counted), _mm256_setzero_si256());
    return sums;
  }

  __m256i word;
  Counted counted;
};

template <>
struct Query<0> {
  Query(const uint64_t* words_of_query, int32_t number, uint64_t) : query(words_of_query), words(number) {}

  inline __attribute__((always_inline)) Sums against(const uint64_t* group) const {
    Sums sums;
    for (int part = 0; part < kParts; part++) {
      __m256i sum = _mm256_setzero_si256();
      for (int32_t first = 0; first < words; first += kWordsPerByteCounter) {
        const int32_t end = words - first < kWordsPerByteCounter ? words : first + kWordsPerByteCounter;
        __m256i bytes = _mm256_setzero_si256();
        for (int32_t i = first; i < end; i++)
          bytes = _mm256_add_epi8(bytes, counts_against(group + kGroup * i + 4 * part, _mm256_set1_epi64x(static_cast<long long>(query[i]))));
        sum = _mm256_add_epi64(sum, _mm256_sad_epu8(bytes, _mm256_setzero_si256()));
      }
      sums.part[part] = sum;
    }
    return sums;
  }

  const uint64_t* query;
  int32_t words;
};

// A query against row-major codes: for a single query, rearranging the codes would cost more than it saves.
template <int W>
struct RowQuery {
  RowQuery(const uint64_t* query, int32_t, uint64_t in_last_word) {
    for (int i = 0; i < kLoads; i++) {
      alignas(32) uint64_t repeated[4], bits[4];
      for (int j = 0; j < 4; j++) {
        repeated[j] = query[(4 * i + j) % W];
        bits[j] = (4 * i + j) % W == W - 1 ? in_last_word : ~uint64_t{0};
      }
      word[i] = _mm256_load_si256(reinterpret_cast<const __m256i*>(repeated));
      counted[i] = Counted(_mm256_load_si256(reinterpret_cast<const __m256i*>(bits)));
    }
  }

  inline __attribute__((always_inline)) Sums against(const uint64_t* group) const {
    Sums sums;
    for (int part = 0; part < kParts; part++) sums.part[part] = four(group + 4 * W * part);
    return sums;
  }

  // The distances to four codes.
  __m256i four(const uint64_t* codes) const {
    if (W == 2) {
      // Codes 0 1 and 2 3 become 0 2 1 3.
      const __m256i a = counts(codes, 0), b = counts(codes + 4, 0);
      return _mm256_permute4x64_epi64(_mm256_add_epi64(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b)), 0xD8);
    }
    const __m256i a = code(codes), b = code(codes + W), c = code(codes + 2 * W), d = code(codes + 3 * W);
    const __m256i ab = _mm256_add_epi64(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
    const __m256i cd = _mm256_add_epi64(_mm256_unpacklo_epi64(c, d), _mm256_unpackhi_epi64(c, d));
    return _mm256_add_epi64(_mm256_permute2x128_si256(ab, cd, 0x20), _mm256_permute2x128_si256(ab, cd, 0x31));
  }

  // Four partial sums of one code of 4 or 8 words.
  __m256i code(const uint64_t* codes) const {
    __m256i sum = counts(codes, 0);
    for (int i = 1; i < kLoads; i++) sum = _mm256_add_epi64(sum, counts(codes + 4 * i, i));
    return sum;
  }

  __m256i counts(const uint64_t* codes, int load) const {
    return _mm256_sad_epu8(counts_against(codes, word[load], counted[load]), _mm256_setzero_si256());
  }

  static constexpr int kLoads = W < 4 ? 1 : W / 4;
  __m256i word[kLoads];
  Counted counted[kLoads];
};

#include "hamming.inl"

}  // namespace

const VdshKernels vdsh_avx2_kernels = {make_planar, distances, nearer, count};
