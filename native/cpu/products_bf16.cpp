// Tiles of matrix products whose factors are rounded to bfloat16 while the sums stay in float32: VDPBF16PS, which .NET does not have.
//
// A panel holds pairs of neighbouring k, the even one in the lower half of 32 bits: pair p of column i is at panel[p width + i]. So it has the layout
// of a float32 panel of half the depth. Rounding is to nearest, ties to even; denormal factors and products count as zero.
#include <immintrin.h>

#include <cstdint>

#include "vdsh_cpu.h"

namespace {

#include "pairs.inl"

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
