// What every instruction set offers to the dispatcher, so that a new one is one file and one row.
#pragma once
#include <stdint.h>

struct VdshKernels {
  void (*make_planar)(const uint64_t* codes, int32_t count, int32_t words, uint64_t counted, uint64_t* planar);
  void (*distances)(
      int32_t order, const uint64_t* query, const uint64_t* codes, int32_t groups, int32_t words, uint64_t counted,
      uint16_t* distances);
  int32_t (*nearer)(
      int32_t order, const uint64_t* query, const uint64_t* codes, int32_t groups, int32_t words, uint64_t counted,
      int32_t bound, int32_t first_row, int32_t* rows, uint16_t* distances);
  int32_t (*count)(int32_t order, const uint64_t* query, const uint64_t* codes, int32_t groups, int32_t words,
      uint64_t counted, int32_t bound);
};

extern const VdshKernels vdsh_avx2_kernels;
extern const VdshKernels vdsh_avx512_kernels;
extern const VdshKernels vdsh_vpopcntdq_kernels;
