// Matrix products in bfloat16 on the tiles of AMX: one instruction multiplies 16 x 32 by 32 x 16.
//
// A panel of b is that of products_bf16.cpp, whose depth is a multiple of 16 pairs here. In a panel of a every row has its 16 pairs side by side: pair p of
// row i is at panel[(p / 16 width + i) 16 + p % 16]. Denormal factors and products count as zero, as they do for VDPBF16PS.
#include <immintrin.h>

#include <cstdint>

#include "vdsh_cpu.h"

namespace {

#include "pairs.inl"

// Rows of a tile, pairs or floats in a row of it, and bytes of a row.
constexpr int kSide = 16;
constexpr int kRowBytes = 64;

struct TileShapes {
  uint8_t palette = 1, start_row = 0, reserved[14] = {};
  uint16_t row_bytes[16] = {kRowBytes, kRowBytes, kRowBytes, kRowBytes, kRowBytes, kRowBytes, kRowBytes, kRowBytes};
  uint8_t rows[16] = {kSide, kSide, kSide, kSide, kSide, kSide, kSide, kSide};
};
static_assert(sizeof(TileShapes) == 64, "what LDTILECFG reads");

// The tile's instructions do not tell the compiler what they read.
inline void finish_writes() { asm volatile("" ::: "memory"); }

// c = sums in registers 0 to 3, which stand side by side as they do in c.
template <int kHigh, int kWide>
void store_sums(float* c, int64_t stride) {
  _tile_stored(0, c, stride * sizeof(float));
  if (kWide > 1) _tile_stored(1, c + kSide, stride * sizeof(float));
  if (kHigh > 1) _tile_stored(2, c + kSide * stride, stride * sizeof(float));
  if (kHigh > 1 && kWide > 1) _tile_stored(3, c + kSide * stride + kSide, stride * sizeof(float));
  finish_writes();
}

template <int kHigh, int kWide>
void multiply(int64_t steps, const uint32_t* a, const uint32_t* b, float* c, int64_t stride, float alpha, float keep) {
  constexpr int kTile = kSide * kSide;
  finish_writes();
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (; steps > 0; steps--, a += kHigh * kTile, b += kWide * kTile) {
    _tile_loadd(4, a, kRowBytes);
    _tile_loadd(6, b, kWide * kRowBytes);
    _tile_dpbf16ps(0, 4, 6);
    if (kWide > 1) {
      _tile_loadd(7, b + kSide, kWide * kRowBytes);
      _tile_dpbf16ps(1, 4, 7);
    }
    if (kHigh > 1) {
      _tile_loadd(5, a + kTile, kRowBytes);
      _tile_dpbf16ps(2, 5, 6);
      if (kWide > 1) _tile_dpbf16ps(3, 5, 7);
    }
  }
  if (alpha == 1 && keep == 0) return store_sums<kHigh, kWide>(c, stride);
  alignas(64) float sums[kHigh * kWide * kTile];
  store_sums<kHigh, kWide>(sums, kWide * kSide);
  const __m512 factor = _mm512_set1_ps(alpha), kept = _mm512_set1_ps(keep);
  const float* from = sums;
  for (int row = 0; row < kHigh * kSide; row++, c += stride) {
    for (int i = 0; i < kWide; i++, from += kLanes) {
      float* to = c + i * kLanes;
      const __m512 sum = _mm512_load_ps(from);
      _mm512_storeu_ps(to, keep == 0 ? _mm512_mul_ps(sum, factor) : _mm512_fmadd_ps(sum, factor, _mm512_mul_ps(kept, _mm512_loadu_ps(to))));
    }
  }
}

}  // namespace

void vdsh_cpu_amx_begin(void) {
  alignas(64) static const TileShapes shapes;
  _tile_loadconfig(&shapes);
}

void vdsh_cpu_amx_end(void) { _tile_release(); }

void vdsh_cpu_amx_pack_rows(const float* source, int64_t stride, int32_t k, int32_t count, int32_t width, int32_t last_width, int64_t step, uint32_t* panels) {
  for (int32_t row = 0; row < k; row += 2 * kSide, source += 2 * kSide * stride) {
    uint32_t* panel = panels;
    for (int32_t column = 0; column < count; column += width, panel += step) {
      const int32_t own = column + width < count ? width : last_width;
      uint32_t* to = panel + static_cast<int64_t>(row / 2) * own;
      for (int32_t first = 0; first < own; first += kSide, to += kSide * kSide) {
        alignas(64) uint32_t pairs[kSide * kSide] = {};
        for (int32_t p = 0; p < kSide && row + 2 * p < k; p++) {
          const float* even = source + 2 * p * stride + column + first;
          pack_pair(even, row + 2 * p + 1 < k ? even + stride : nullptr, count - column - first, kSide, pairs + p * kSide);
        }
        __m512i block[kSide];
        for (int i = 0; i < kSide; i++) block[i] = _mm512_load_si512(pairs + i * kSide);
        transpose(block);
        for (int i = 0; i < kSide; i++) _mm512_store_si512(to + i * kSide, block[i]);
      }
    }
  }
}

void vdsh_cpu_amx_pack_transposed(const float* source, int64_t stride, int32_t k, int32_t count, int32_t width, uint32_t* panel) {
  for (int32_t row = 0; row < width; row++, source += stride) {
    uint32_t* to = panel + row * kSide;
    for (int32_t start = 0; start < k; start += 2 * kSide, to += width * kSide) {
      const __mmask16 low = row < count ? lanes(k - start) : 0, high = row < count ? lanes(k - start - kSide) : 0;
      _mm512_store_si512(to, rounded(_mm512_maskz_loadu_ps(low, source + start), _mm512_maskz_loadu_ps(high, source + start + kSide)));
    }
  }
}

void vdsh_cpu_amx_multiply(int32_t rows, int32_t vectors, int64_t steps, const uint32_t* a, const uint32_t* b, float* c, int64_t stride, float alpha, float keep) {
  const auto tile = rows > kSide ? (vectors > 1 ? multiply<2, 2> : multiply<2, 1>) : (vectors > 1 ? multiply<1, 2> : multiply<1, 1>);
  tile(steps, a, b, c, stride, alpha, keep);
}
