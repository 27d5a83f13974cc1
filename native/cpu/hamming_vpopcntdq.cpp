// AVX-512 with VPOPCNTDQ: one instruction counts eight words. .NET does not offer it, and it is the reason for this library.
#include <immintrin.h>

#include "kernels.h"

namespace {

constexpr int32_t kGroup = 16;

// Which bits of words matter.
struct Counted {
  explicit Counted(__m512i counted) : bits(counted) {}
  __m512i bits;
};

// 0x28 is (a ^ b) & c: one instruction, as the difference alone is.
inline __attribute__((always_inline)) __m512i count_bits(const uint64_t* codes, __m512i words, const Counted& counted) {
  return _mm512_popcnt_epi64(_mm512_ternarylogic_epi64(_mm512_loadu_si512(codes), words, counted.bits, 0x28));
}

inline __attribute__((always_inline)) __m512i count_bits(const uint64_t* codes, __m512i words) {
  return _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(codes), words));
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
    Sums sums{_mm512_setzero_si512(), _mm512_setzero_si512()};
    for (int i = 0; i < W; i++) {
      sums.low = _mm512_add_epi64(sums.low, count_bits(group + kGroup * i, word[i]));
      sums.high = _mm512_add_epi64(sums.high, count_bits(group + kGroup * i + 8, word[i]));
    }
    return sums;
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
    for (int32_t i = 0; i < words; i++) {
      const __m512i word = _mm512_set1_epi64(static_cast<long long>(query[i]));
      sums.low = _mm512_add_epi64(sums.low, count_bits(group + kGroup * i, word));
      sums.high = _mm512_add_epi64(sums.high, count_bits(group + kGroup * i + 8, word));
    }
    return sums;
  }

  const uint64_t* query;
  int32_t words;
};

#include "hamming.inl"

}  // namespace

const VdshKernels vdsh_vpopcntdq_kernels = {make_planar, distances, nearer, count};
