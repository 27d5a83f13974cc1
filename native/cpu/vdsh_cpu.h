// The C interface of the optional library: what .NET cannot express, above all VPOPCNTDQ, AVX512-BF16 and AMX. The managed side is NativeHamming.cs, NativeBf16.cs and
// NativeAmx.cs.
#pragma once
#include <stdint.h>

#define VDSH_CPU_EXPORT extern "C" __attribute__((visibility("default")))

// Raised with every change of a signature or of a meaning; the managed side refuses another one.
#define VDSH_CPU_VERSION 4

// Instruction sets, weakest first.
enum vdsh_cpu_isa { VDSH_CPU_NONE = 0, VDSH_CPU_AVX2 = 1, VDSH_CPU_AVX512 = 2, VDSH_CPU_VPOPCNTDQ = 3 };

VDSH_CPU_EXPORT int32_t vdsh_cpu_version(void);

// The strongest set of this processor whose registers the system saves.
VDSH_CPU_EXPORT int32_t vdsh_cpu_best(void);

// All functions below take one of the sets up to the best one. Codes come in groups of 16, in one of two orders, which are flags: streamed codes are
// fetched ahead, because they come from memory and not from the cache.
enum vdsh_cpu_order {
  VDSH_CPU_PLANAR = 0,    // word j of code i of group g is at (g words + j) 16 + i
  VDSH_CPU_ROWS = 1,      // row-major, 16 g words + i words + j; for codes of 2, 4 and 8 words only
  VDSH_CPU_STREAMED = 2
};

// Of the last word of a code only the bits of counted matter: the others may hold anything, but for those of a query,
// which are zero.

// Rearranges row-major codes (count x words) into ceil(count / 16) groups; codes missing in the last group and bits
// that are not counted are zero.
VDSH_CPU_EXPORT void vdsh_cpu_make_planar(
    int32_t isa, const uint64_t* codes, int32_t count, int32_t words, uint64_t counted,
    uint64_t* planar);

// Writes groups x 16 distances of one query (words). In planar codes of several words, bits that are not counted must
// be zero, as make_planar leaves them.
VDSH_CPU_EXPORT void vdsh_cpu_distances(int32_t isa, int32_t order, const uint64_t* query, const uint64_t* codes, int32_t groups, int32_t words,
    uint64_t counted, uint16_t* distances);

// Writes the codes nearer than bound, in order, as first_row + number and distance, and returns how many; both targets have room for groups x 16.
VDSH_CPU_EXPORT int32_t vdsh_cpu_nearer(int32_t isa, int32_t order, const uint64_t* query, const uint64_t* codes, int32_t groups, int32_t words,
    uint64_t counted, int32_t bound, int32_t first_row, int32_t* rows, uint16_t* distances);

// How many codes are nearer than bound.
VDSH_CPU_EXPORT int32_t vdsh_cpu_count(int32_t isa, int32_t order, const uint64_t* query, const uint64_t* codes, int32_t groups, int32_t words,
    uint64_t counted, int32_t bound);

// Whether compiler, processor and system have AVX512-BF16; the three functions below may be called only then.
VDSH_CPU_EXPORT int32_t vdsh_cpu_has_bf16(void);

// Rounds k x count floats, row-major, to bfloat16 and packs them as panels of width columns: pair p (rows 2 p and 2 p + 1; the first in the lower half)
// of column i is at panel[p w + i]. The last panel has width last_width; what it has beyond count, and a missing row, are zero.
// step: elements from panel to panel.
VDSH_CPU_EXPORT void vdsh_cpu_bf16_pack_rows(const float* source, int64_t stride, int32_t k, int32_t count, int32_t width, int32_t last_width, int64_t step,
    uint32_t* panels);

// The same for one panel whose source is count x k.
VDSH_CPU_EXPORT void vdsh_cpu_bf16_pack_transposed(const float* source, int64_t stride, int32_t k, int32_t count, int32_t width, uint32_t* panel);

// c = alpha a b + keep c for a tile of 1, 2, 4, 8 or 12 rows and 1 or 2 vectors of 16 columns; a is a panel of so many columns, b one of 16 vectors.
// With keep 0 the old c is not read.
VDSH_CPU_EXPORT void vdsh_cpu_bf16_multiply(int32_t rows, int32_t vectors, int64_t pairs, const uint32_t* a, const uint32_t* b, float* c, int64_t stride,
    float alpha, float keep);

// Whether compiler, processor and system have AMX-BF16, which includes AVX512-BF16; asks the system for the registers of the tiles, for all threads. The five
// functions below may be called only then.
VDSH_CPU_EXPORT int32_t vdsh_cpu_has_amx(void);

// A thread multiplies tiles between these two; in between, switching to another thread costs the system more.
VDSH_CPU_EXPORT void vdsh_cpu_amx_begin(void);
VDSH_CPU_EXPORT void vdsh_cpu_amx_end(void);

// Packs the left factor from k x count (pack_rows) and from count x k (pack_transposed, one panel), as the functions for bf16 do, but for the order: pair p
// of row i is at panel[(p / 16 width + i) 16 + p % 16]. Widths are 16 or 32; what is missing of the last 16 pairs is zero.
VDSH_CPU_EXPORT void vdsh_cpu_amx_pack_rows(const float* source, int64_t stride, int32_t k, int32_t count, int32_t width, int32_t last_width, int64_t step,
    uint32_t* panels);
VDSH_CPU_EXPORT void vdsh_cpu_amx_pack_transposed(const float* source, int64_t stride, int32_t k, int32_t count, int32_t width, uint32_t* panel);

// c = alpha a b + keep c for a tile of 16 or 32 rows and 1 or 2 vectors of 16 columns; a step is 16 pairs. b is a panel of bf16 of 16 vectors columns.
VDSH_CPU_EXPORT void vdsh_cpu_amx_multiply(int32_t rows, int32_t vectors, int64_t steps, const uint32_t* a, const uint32_t* b, float* c, int64_t stride,
    float alpha, float keep);
