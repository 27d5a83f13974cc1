// The exported functions: which instruction sets this processor has, and the way to the kernels of each. Compiled for the plainest processor.
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernels.h"
#include "vdsh_cpu.h"

namespace {

const VdshKernels& kernels(int32_t isa) {
  switch (isa) {
    case VDSH_CPU_VPOPCNTDQ: return vdsh_vpopcntdq_kernels;
    case VDSH_CPU_AVX512: return vdsh_avx512_kernels;
    default: return vdsh_avx2_kernels;
  }
}

}  // namespace

int32_t vdsh_cpu_version(void) { return VDSH_CPU_VERSION; }

int32_t vdsh_cpu_best(void) {
  // The compiler's run time asks cpuid, and xgetbv for the registers that the system saves.
  __builtin_cpu_init();
  const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  if (wide && __builtin_cpu_supports("avx512vpopcntdq")) return VDSH_CPU_VPOPCNTDQ;
  if (wide) return VDSH_CPU_AVX512;
  return __builtin_cpu_supports("avx2") ? VDSH_CPU_AVX2 : VDSH_CPU_NONE;
}

int32_t vdsh_cpu_has_bf16(void) {
#ifdef VDSH_CPU_BF16
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512bf16");
#else
  return 0;
#endif
}

#ifndef VDSH_CPU_BF16
// A compiler that does not know the instructions: never called, but the names are part of the interface.
void vdsh_cpu_bf16_pack_rows(const float*, int64_t, int32_t, int32_t, int32_t, int32_t, int64_t, uint32_t*) {}
void vdsh_cpu_bf16_pack_transposed(const float*, int64_t, int32_t, int32_t, int32_t, uint32_t*) {}
void vdsh_cpu_bf16_multiply(int32_t, int32_t, int64_t, const uint32_t*, const uint32_t*, float*, int64_t, float, float) {}
#endif

int32_t vdsh_cpu_has_amx(void) {
#ifdef VDSH_CPU_AMX
  // CPUID leaf 7: AMX-BF16 and AMX-TILE. The kernel knows whether it saves the tiles, and gives them to who asks (Documentation/arch/x86/xstate.rst).
  constexpr unsigned kBf16 = 1u << 22, kTile = 1u << 24;
  constexpr long kRequestPermission = 0x1023, kTileData = 18;
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return vdsh_cpu_has_bf16() && __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) && (edx & kBf16) != 0 && (edx & kTile) != 0 &&
         syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
#else
  return 0;
#endif
}

#ifndef VDSH_CPU_AMX
void vdsh_cpu_amx_begin(void) {}
void vdsh_cpu_amx_end(void) {}
void vdsh_cpu_amx_pack_rows(const float*, int64_t, int32_t, int32_t, int32_t, int32_t, int64_t, uint32_t*) {}
void vdsh_cpu_amx_pack_transposed(const float*, int64_t, int32_t, int32_t, int32_t, uint32_t*) {}
void vdsh_cpu_amx_multiply(int32_t, int32_t, int64_t, const uint32_t*, const uint32_t*, float*, int64_t, float, float) {}
#endif

void vdsh_cpu_make_planar(
    int32_t isa, const uint64_t* codes, int32_t count, int32_t words, uint64_t counted, uint64_t* planar) {
  kernels(isa).make_planar(codes, count, words, counted, planar);
}

void vdsh_cpu_distances(int32_t isa, int32_t order, const uint64_t* query, const uint64_t* codes, int32_t groups,
    int32_t words, uint64_t counted,
    uint16_t* distances) {
  kernels(isa).distances(order, query, codes, groups, words, counted, distances);
}

int32_t vdsh_cpu_nearer(int32_t isa, int32_t order, const uint64_t* query, const uint64_t* codes, int32_t groups,
    int32_t words, uint64_t counted,
    int32_t bound, int32_t first_row, int32_t* rows, uint16_t* distances) {
  return kernels(isa).nearer(order, query, codes, groups, words, counted, bound, first_row, rows, distances);
}

int32_t vdsh_cpu_count(int32_t isa, int32_t order, const uint64_t* query, const uint64_t* codes, int32_t groups,
    int32_t words, uint64_t counted,
    int32_t bound) {
  return kernels(isa).count(order, query, codes, groups, words, counted, bound);
}
