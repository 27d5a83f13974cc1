// Declares the part of the CUDA driver API that the emulator offers, because the toolkit's own header is not needed to build it.
#pragma once

#include <cstddef>
#include <cstdint>

#define VDSH_EXPORT extern "C" __attribute__((visibility("default")))

using CUresult = int;
using CUdevice = int;
using CUdeviceptr = unsigned long long;
using CUcontext = struct CUctx_st*;
using CUmodule = struct CUmod_st*;
using CUfunction = struct CUfunc_st*;
using CUstream = struct CUstream_st*;
using CUevent = struct CUevent_st*;
using CUarray = struct CUarray_st*;

enum : unsigned {
    CU_STREAM_DEFAULT = 0,
    CU_STREAM_NON_BLOCKING = 1,
    CU_EVENT_BLOCKING_SYNC = 1,
    CU_EVENT_DISABLE_TIMING = 2,
    CU_EVENT_INTERPROCESS = 4,
    CU_MEMHOSTALLOC_PORTABLE = 1,
    CU_MEMHOSTALLOC_DEVICEMAP = 2,
    CU_MEMHOSTALLOC_WRITECOMBINED = 4
};

enum CUmemorytype : int { CU_MEMORYTYPE_HOST = 1, CU_MEMORYTYPE_DEVICE = 2, CU_MEMORYTYPE_ARRAY = 3, CU_MEMORYTYPE_UNIFIED = 4 };

enum CUfunction_attribute : int {
    CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK = 0,
    CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES = 1,
    CU_FUNC_ATTRIBUTE_CONST_SIZE_BYTES = 2,
    CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES = 3,
    CU_FUNC_ATTRIBUTE_NUM_REGS = 4,
    CU_FUNC_ATTRIBUTE_PTX_VERSION = 5,
    CU_FUNC_ATTRIBUTE_BINARY_VERSION = 6,
    CU_FUNC_ATTRIBUTE_CACHE_MODE_CA = 7,
    CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES = 8,
    CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT = 9
};

enum CUjit_option : int {
    CU_JIT_INFO_LOG_BUFFER = 3,
    CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES = 4,
    CU_JIT_ERROR_LOG_BUFFER = 5,
    CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES = 6,
    CU_JIT_LAST_KNOWN = 34
};

struct CUDA_MEMCPY2D {
    std::size_t srcXInBytes;
    std::size_t srcY;
    CUmemorytype srcMemoryType;
    const void* srcHost;
    CUdeviceptr srcDevice;
    CUarray srcArray;
    std::size_t srcPitch;
    std::size_t dstXInBytes;
    std::size_t dstY;
    CUmemorytype dstMemoryType;
    void* dstHost;
    CUdeviceptr dstDevice;
    CUarray dstArray;
    std::size_t dstPitch;
    std::size_t WidthInBytes;
    std::size_t Height;
};
static_assert(sizeof(CUDA_MEMCPY2D) == 128, "the layout is part of the binary interface");

VDSH_EXPORT CUresult cuInit(unsigned flags);
VDSH_EXPORT CUresult cuDriverGetVersion(int* version);
VDSH_EXPORT CUresult cuGetErrorName(CUresult error, const char** name);
VDSH_EXPORT CUresult cuGetErrorString(CUresult error, const char** text);

VDSH_EXPORT CUresult cuDeviceGetCount(int* count);
VDSH_EXPORT CUresult cuDeviceGet(CUdevice* device, int ordinal);
VDSH_EXPORT CUresult cuDeviceGetName(char* name, int length, CUdevice device);
VDSH_EXPORT CUresult cuDeviceGetAttribute(int* value, int attribute, CUdevice device);
VDSH_EXPORT CUresult cuDeviceTotalMem_v2(std::size_t* bytes, CUdevice device);
VDSH_EXPORT CUresult cuDevicePrimaryCtxRetain(CUcontext* context, CUdevice device);
VDSH_EXPORT CUresult cuDevicePrimaryCtxRelease_v2(CUdevice device);

VDSH_EXPORT CUresult cuCtxSetCurrent(CUcontext context);
VDSH_EXPORT CUresult cuCtxGetCurrent(CUcontext* context);
VDSH_EXPORT CUresult cuCtxPushCurrent_v2(CUcontext context);
VDSH_EXPORT CUresult cuCtxPopCurrent_v2(CUcontext* context);
VDSH_EXPORT CUresult cuCtxGetDevice(CUdevice* device);
VDSH_EXPORT CUresult cuCtxSynchronize();

VDSH_EXPORT CUresult cuMemGetInfo_v2(std::size_t* free, std::size_t* total);
VDSH_EXPORT CUresult cuMemAlloc_v2(CUdeviceptr* address, std::size_t bytes);
VDSH_EXPORT CUresult cuMemFree_v2(CUdeviceptr address);
VDSH_EXPORT CUresult cuMemHostAlloc(void** pointer, std::size_t bytes, unsigned flags);
VDSH_EXPORT CUresult cuMemFreeHost(void* pointer);
VDSH_EXPORT CUresult cuMemcpyHtoD_v2(CUdeviceptr target, const void* source, std::size_t bytes);
VDSH_EXPORT CUresult cuMemcpyDtoH_v2(void* target, CUdeviceptr source, std::size_t bytes);
VDSH_EXPORT CUresult cuMemcpyDtoD_v2(CUdeviceptr target, CUdeviceptr source, std::size_t bytes);
VDSH_EXPORT CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr target, const void* source, std::size_t bytes, CUstream stream);
VDSH_EXPORT CUresult cuMemcpyDtoHAsync_v2(void* target, CUdeviceptr source, std::size_t bytes, CUstream stream);
VDSH_EXPORT CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr target, CUdeviceptr source, std::size_t bytes, CUstream stream);
VDSH_EXPORT CUresult cuMemcpy2D_v2(const CUDA_MEMCPY2D* copy);
VDSH_EXPORT CUresult cuMemcpy2DAsync_v2(const CUDA_MEMCPY2D* copy, CUstream stream);
VDSH_EXPORT CUresult cuMemsetD8_v2(CUdeviceptr target, unsigned char value, std::size_t count);
VDSH_EXPORT CUresult cuMemsetD32_v2(CUdeviceptr target, unsigned value, std::size_t count);
VDSH_EXPORT CUresult cuMemsetD8Async(CUdeviceptr target, unsigned char value, std::size_t count, CUstream stream);
VDSH_EXPORT CUresult cuMemsetD32Async(CUdeviceptr target, unsigned value, std::size_t count, CUstream stream);

VDSH_EXPORT CUresult cuModuleLoadDataEx(CUmodule* module, const void* image, unsigned optionCount, CUjit_option* options, void** values);
VDSH_EXPORT CUresult cuModuleLoadData(CUmodule* module, const void* image);
VDSH_EXPORT CUresult cuModuleUnload(CUmodule module);
VDSH_EXPORT CUresult cuModuleGetFunction(CUfunction* function, CUmodule module, const char* name);
VDSH_EXPORT CUresult cuFuncGetAttribute(int* value, CUfunction_attribute attribute, CUfunction function);
VDSH_EXPORT CUresult cuFuncSetAttribute(CUfunction function, CUfunction_attribute attribute, int value);
VDSH_EXPORT CUresult cuLaunchKernel(CUfunction function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY, unsigned blockZ,
    unsigned sharedBytes, CUstream stream, void** parameters, void** extra);

VDSH_EXPORT CUresult cuStreamCreate(CUstream* stream, unsigned flags);
VDSH_EXPORT CUresult cuStreamDestroy_v2(CUstream stream);
VDSH_EXPORT CUresult cuStreamSynchronize(CUstream stream);
VDSH_EXPORT CUresult cuStreamWaitEvent(CUstream stream, CUevent event, unsigned flags);
VDSH_EXPORT CUresult cuStreamQuery(CUstream stream);
VDSH_EXPORT CUresult cuEventCreate(CUevent* event, unsigned flags);
VDSH_EXPORT CUresult cuEventDestroy_v2(CUevent event);
VDSH_EXPORT CUresult cuEventRecord(CUevent event, CUstream stream);
VDSH_EXPORT CUresult cuEventSynchronize(CUevent event);
VDSH_EXPORT CUresult cuEventQuery(CUevent event);
VDSH_EXPORT CUresult cuEventElapsedTime(float* milliseconds, CUevent start, CUevent end);
