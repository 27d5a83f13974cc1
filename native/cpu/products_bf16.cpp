// Tiles of matrix products whose factors are rounded to bfloat16 while the sums stay in float32: VDPBF16PS, which .NET does not have.
//
// A panel holds pairs of neighbouring k, the even one in the lower half of 32 bits: pair p of column i is at panel[p width + i]. So it has the layout
// of a float32 panel of half the depth. Rounding is to nearest, ties to even; denormal factors and products count as zero.
#include <immintrin.h>

#include <cstdint>

#include "vdsh_cpu.h"

namespace {

constexpr int kLanes = 16;

// The lowest n lanes.
__mmask16 lanes(int64_t n) { return n >= kLanes ? 0xffff : n <= 0 ? 0 : static_cast<__mmask16>((1u << n) - 1); }

// bfloat16 of low in the lower and of high in the upper 256 bits.
__m512i rounded(__m512 low, __m512 high) { return reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(high, low)); }

void transpose(__m512i (&r)[kLanes]) {
  __m512i t[kLanes];
  for (int i = 0; i < kLanes; i += 2) {
    t[i] = _mm512_unpacklo_epi32(r[i], r[i + 1]);
    t[i + 1] = _mm512_unpackhi_epi32(r[i], r[i + 1]);
  }
  for (int i = 0; i < kLanes; i += 4) {
    r[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
    r[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
    r[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
    r[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
  }
  // Quarter q of row 4 i + j now holds column 4 q + j of four rows.
  for (int j = 0; j < 4; j++) {
    const __m512i even0 = _mm512_shuffle_i32x4(r[j], r[j + 4], 0x88), odd0 = _mm512_shuffle_i32x4(r[j], r[j + 4], 0xdd);
    const __m512i even1 = _mm512_shuffle_i32x4(r[j + 8], r[j + 12], 0x88), odd1 = _mm512_shuffle_i32x4(r[j + 8], r[j + 12], 0xdd);
    t[j] = _mm512_shuffle_i32x4(even0, even1, 0x88);
    t[j + 4] = _mm512_shuffle_i32x4(odd0, odd1, 0x88);
    t[j + 8] = _mm512_shuffle_i32x4(even0, even1, 0xdd);
    t[j + 12] = _mm512_shuffle_i32x4(odd0, odd1, 0xdd);
  }
  for (int i = 0; i < kLanes; i++) r[i] = t[i];
}

// One pair of rows of the source (the second may be missing) into one pair of a panel.
void pack_pair(const float* even, const float* odd, int32_t count, int32_t width, uint32_t* to) {
  alignas(64) static const uint16_t kInterleave[32] = {0, 16, 1, 17, 2,  18, 3,  19, 4,  20, 5,  21, 6,  22, 7,  23,
                                                       8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
  const __m512i order = _mm512_load_si512(kInterleave);
  for (int32_t i = 0; i < width; i += kLanes) {
    const __mmask16 inside = lanes(count - i);
    const __m512 low = _mm512_maskz_loadu_ps(inside, even + i);
    const __m512 high = odd == nullptr ? _mm512_setzero_ps() : _mm512_maskz_loadu_ps(inside, odd + i);
    _mm512_mask_storeu_epi32(to + i, lanes(width - i), _mm512_permutexvar_epi16(order, rounded(low, high)));
  }
}

template <int kRows, int kVectors>
void multiply(int64_t pairs, const uint32_t* a, const uint32_t* b, float* c, int64_t stride, float alpha, float keep) {
  __m512 sums[kRows][kVectors];
  for (int r = 0; r < kRows; r++)
    for (int v = 0; v < kVectors; v++) sums[r][v] = _mm512_setzero_ps();
  for (; pairs > 0; pairs--, a += kRows, b += kVectors * kLanes) {
    __m512bh x[kVectors];
    for (int v = 0; v < kVectors; v++) x[v] = reinterpret_cast<__m512bh>(_mm512_load_si512(b + v * kLanes));
#pragma GCC unroll 12
    for (int r = 0; r < kRows; r++) {
      const __m512bh y = reinterpret_cast<__m512bh>(_mm512_set1_epi32(static_cast<int32_t>(a[r])));
#pragma GCC unroll 2
      for (int v = 0; v < kVectors; v++) sums[r][v] = _mm512_dpbf16_ps(sums[r][v], y, x[v]);
    }
  }
  const __m512 factor = _mm512_set1_ps(alpha), kept = _mm512_set1_ps(keep);
#pragma GCC unroll 12
  for (int r = 0; r < kRows; r++, c += stride) {
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; v++) {
      float* to = c + v * kLanes;
      const __m512 old = keep == 0 ? _mm512_setzero_ps() : _mm512_mul_ps(kept, _mm512_loadu_ps(to));
      _mm512_storeu_ps(to, keep == 0 ? _mm512_mul_ps(sums[r][v], factor) : _mm512_fmadd_ps(sums[r][v], factor, old));
    }
  }
}

template <int kVectors>
void multiply(int32_t rows, int64_t pairs, const uint32_t* a, const uint32_t* b, float* c, int64_t stride, float alpha, float keep) {
  switch (rows) {
    case 1: return multiply<1, kVectors>(pairs, a, b, c, stride, alpha, keep);
    case 2: return multiply<2, kVectors>(pairs, a, b, c, stride, alpha, keep);
    case 4: return multiply<4, kVectors>(pairs, a, b, c, stride, alpha, keep);
    case 8: return multiply<8, kVectors>(pairs, a, b, c, stride, alpha, keep);
    default: return multiply<12, kVectors>(pairs, a, b, c, stride, alpha, keep);
  }
}

}  // namespace

void vdsh_cpu_bf16_pack_rows(const float* source, int64_t stride, int32_t k, int32_t count, int32_t width, int32_t last_width, int64_t step, uint32_t* panels) {
  for (int32_t row = 0; row < k; row += 2, source += 2 * stride) {
    const int64_t pair = row / 2;
    const float* odd = row + 1 < k ? source + stride : nullptr;
    uint32_t* panel = panels;
    for (int32_t column = 0; column < count; column += width, panel += step) {
      const int32_t own = column + width < count ? width : last_width;
      pack_pair(source + column, odd == nullptr ? nullptr : odd + column, count - column, own, panel + pair * own);
    }
  }
}

void vdsh_cpu_bf16_pack_transposed(const float* source, int64_t stride, int32_t k, int32_t count, int32_t width, uint32_t* panel) {
  for (int32_t first = 0; first < width; first += kLanes) {
    const __mmask16 inside = lanes(width - first);
    for (int32_t start = 0; start < k; start += 2 * kLanes) {
      const __mmask16 low = lanes(k - start), high = lanes(k - start - kLanes);
      __m512i block[kLanes];
      for (int32_t i = 0; i < kLanes; i++) {
        const float* from = source + (first + i) * stride + start;
        block[i] = first + i < count ? rounded(_mm512_maskz_loadu_ps(low, from), _mm512_maskz_loadu_ps(high, from + kLanes)) : _mm512_setzero_si512();
      }
      transpose(block);
      const int32_t pairs = (k - start + 1) / 2 < kLanes ? (k - start + 1) / 2 : kLanes;
      uint32_t* to = panel + static_cast<int64_t>(start / 2) * width + first;
      for (int32_t p = 0; p < pairs; p++, to += width) _mm512_mask_storeu_epi32(to, inside, block[p]);
    }
  }
}

void vdsh_cpu_bf16_multiply(int32_t rows, int32_t vectors, int64_t pairs, const uint32_t* a, const uint32_t* b, float* c, int64_t stride, float alpha, float keep) {
  if (vectors == 2)
    multiply<2>(rows, pairs, a, b, c, stride, alpha, keep);
  else
    multiply<1>(rows, pairs, a, b, c, stride, alpha, keep);
}
