// The few device operations that every kernel may use, under one name for NVRTC, nvcc and clang without a CUDA SDK.
//
// NVRTC and nvcc know all of CUDA C++ by themselves. clang 14 is run with -nocudainc -nocudalib: it has the attributes and the PTX
// intrinsics, but not the words that the SDK's headers give them, so the words used here are defined below.
#pragma once

#ifdef __clang__

#define __global__ __attribute__((global))
#define __device__ __attribute__((device))
#define __shared__ __attribute__((shared))
#define __launch_bounds__(threads) __attribute__((launch_bounds(threads)))
#define __restrict__ __restrict
#define __forceinline__ inline __attribute__((always_inline))

struct ThreadIndex
{
    __declspec(property(get = readX)) unsigned x;
    __declspec(property(get = readY)) unsigned y;
    static inline __device__ unsigned readX() { return __nvvm_read_ptx_sreg_tid_x(); }
    static inline __device__ unsigned readY() { return __nvvm_read_ptx_sreg_tid_y(); }
};

struct BlockIndex
{
    __declspec(property(get = readX)) unsigned x;
    __declspec(property(get = readY)) unsigned y;
    static inline __device__ unsigned readX() { return __nvvm_read_ptx_sreg_ctaid_x(); }
    static inline __device__ unsigned readY() { return __nvvm_read_ptx_sreg_ctaid_y(); }
};

struct GridSize
{
    __declspec(property(get = readX)) unsigned x;
    __declspec(property(get = readY)) unsigned y;
    static inline __device__ unsigned readX() { return __nvvm_read_ptx_sreg_nctaid_x(); }
    static inline __device__ unsigned readY() { return __nvvm_read_ptx_sreg_nctaid_y(); }
};

extern const __device__ ThreadIndex threadIdx;
extern const __device__ BlockIndex blockIdx;
extern const __device__ GridSize gridDim;

#endif

// Not static: names with internal linkage would carry a hash of the build into the PTX.
#define DEVICE __device__ __forceinline__

// Constants are enumerators because constant variables would each become a global variable of the PTX.
enum : unsigned
{
    WarpSize = 32,
    WholeWarp = 0xffffffffu,
};

#ifdef __clang__

// Products and sums that must not be contracted, so that they have the bits of the CPU backend; Fused is the opposite, one rounding.
DEVICE float Multiply(float a, float b) { return __nvvm_mul_rn_f(a, b); }
DEVICE float Add(float a, float b) { return __nvvm_add_rn_f(a, b); }
DEVICE float Fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
DEVICE double Fused(double a, double b, double c) { return __builtin_fma(a, b, c); }
DEVICE double SquareRoot(double value) { return __nvvm_sqrt_rn_d(value); }
DEVICE float Magnitude(float value) { return __builtin_fabsf(value); }
DEVICE int Ones(unsigned long long word) { return __builtin_popcountll(word); }
DEVICE int Ones(unsigned word) { return __builtin_popcount(word); }
DEVICE unsigned Ballot(bool condition) { return __nvvm_vote_ballot_sync(WholeWarp, condition); }
DEVICE int FromLane(int value, int lane) { return __nvvm_shfl_sync_idx_i32(WholeWarp, value, lane, 31); }
DEVICE unsigned Bits(float value) { return (unsigned)__nvvm_bitcast_f2i(value); }
DEVICE float FloatOf(unsigned bits) { return __nvvm_bitcast_i2f((int)bits); }
DEVICE unsigned long long Bits(double value) { return (unsigned long long)__nvvm_bitcast_d2ll(value); }
DEVICE double DoubleOf(unsigned long long bits) { return __nvvm_bitcast_ll2d((long long)bits); }
DEVICE void SynchronizeWarp() { __nvvm_bar_warp_sync(WholeWarp); }
DEVICE void Increment(int* counter) { __nvvm_atom_add_gen_i(counter, 1); }
DEVICE void Increase(int* counter, int by) { __nvvm_atom_add_gen_i(counter, by); }
DEVICE unsigned IncreaseAndFetchOld(unsigned* counter, unsigned by) { return (unsigned)__nvvm_atom_add_gen_i((int*)counter, (int)by); }

#else

DEVICE float Multiply(float a, float b) { return __fmul_rn(a, b); }
DEVICE float Add(float a, float b) { return __fadd_rn(a, b); }
DEVICE float Fused(float a, float b, float c) { return __fmaf_rn(a, b, c); }
DEVICE double Fused(double a, double b, double c) { return __fma_rn(a, b, c); }
DEVICE double SquareRoot(double value) { return __dsqrt_rn(value); }
DEVICE float Magnitude(float value) { return fabsf(value); }
DEVICE int Ones(unsigned long long word) { return __popcll(word); }
DEVICE int Ones(unsigned word) { return __popc(word); }
DEVICE unsigned Ballot(bool condition) { return __ballot_sync(WholeWarp, condition); }
DEVICE int FromLane(int value, int lane) { return __shfl_sync(WholeWarp, value, lane); }
DEVICE unsigned Bits(float value) { return __float_as_uint(value); }
DEVICE float FloatOf(unsigned bits) { return __uint_as_float(bits); }
DEVICE unsigned long long Bits(double value) { return (unsigned long long)__double_as_longlong(value); }
DEVICE double DoubleOf(unsigned long long bits) { return __longlong_as_double((long long)bits); }
DEVICE void SynchronizeWarp() { __syncwarp(WholeWarp); }
DEVICE void Increment(int* counter) { atomicAdd(counter, 1); }
DEVICE void Increase(int* counter, int by) { atomicAdd(counter, by); }
DEVICE unsigned IncreaseAndFetchOld(unsigned* counter, unsigned by) { return atomicAdd(counter, by); }

#endif

// Of a mask that is not 0. The compilers' own words for it become brev and bfind, which not every reader of PTX knows.
DEVICE int LowestSet(unsigned mask) { return Ones(~mask & (mask - 1)); }
