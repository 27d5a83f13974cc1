// Float32 to pairs of bfloat16, for every kind of panel; included in the unnamed namespace of each file that needs it, after <immintrin.h>.

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
