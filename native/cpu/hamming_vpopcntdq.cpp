// AVX-512 with VPOPCNTDQ: one instruction counts eight words. .NET does not offer it, and it is the reason for this library.
#include <immintrin.h>

#include "kernels.h"

namespace {

constexpr int32_t kGroup = 16;

inline __attribute__((always_inline)) __m512i count_bits(__m512i words) { return _mm512_popcnt_epi64(words); }

#include "plain.inl"
#include "wide.inl"

template <int W>
struct Query {
  Query(const uint64_t* query, int32_t) {
    for (int i = 0; i < W; i++) word[i] = _mm512_set1_epi64(static_cast<long long>(query[i]));
  }

  Sums against(const uint64_t* group) const {
    Sums sums{_mm512_setzero_si512(), _mm512_setzero_si512()};
    for (int i = 0; i < W; i++) {
      sums.low = _mm512_add_epi64(sums.low, count_bits(_mm512_xor_si512(_mm512_loadu_si512(group + kGroup * i), word[i])));
      sums.high = _mm512_add_epi64(sums.high, count_bits(_mm512_xor_si512(_mm512_loadu_si512(group + kGroup * i + 8), word[i])));
    }
    return sums;
  }

  __m512i word[W];
};

template <>
struct Query<0> {
  Query(const uint64_t* words_of_query, int32_t number) : query(words_of_query), words(number) {}

  Sums against(const uint64_t* group) const {
    Sums sums{_mm512_setzero_si512(), _mm512_setzero_si512()};
    for (int32_t i = 0; i < words; i++) {
      const __m512i word = _mm512_set1_epi64(static_cast<long long>(query[i]));
      sums.low = _mm512_add_epi64(sums.low, count_bits(_mm512_xor_si512(_mm512_loadu_si512(group + kGroup * i), word)));
      sums.high = _mm512_add_epi64(sums.high, count_bits(_mm512_xor_si512(_mm512_loadu_si512(group + kGroup * i + 8), word)));
    }
    return sums;
  }

  const uint64_t* query;
  int32_t words;
};

#include "hamming.inl"

}  // namespace

const VdshKernels vdsh_vpopcntdq_kernels = {make_planar, distances, nearer, count};
