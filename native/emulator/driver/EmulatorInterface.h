// Declares what the emulator exports beyond the driver API: switches for tests, and the doors through which the cuBLAS stand-in runs work and reaches device memory.
#pragma once

#include "Cuda.h"

/// Allocations of device and page-locked memory that were never freed, those of destroyed contexts included.
VDSH_EXPORT int vdshEmuLiveAllocations();
/// Calls so far that made the host wait for the device: synchronisations, copies that are not asynchronous, cuMemFree; 0 without a context.
VDSH_EXPORT int vdshEmuWaits();
/// The n-th allocation from now fails with CUDA_ERROR_OUT_OF_MEMORY, once; 0 switches it off.
VDSH_EXPORT void vdshEmuFailAllocation(int n);
/// The n-th launch from now (kernel or cuBLAS call) fails with CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, once and without harm to the context; 0 switches it off.
VDSH_EXPORT void vdshEmuFailLaunch(int n);
/// 1: blocks, warps and independent streams run in the opposite order.
VDSH_EXPORT void vdshEmuSetReverse(int on);
/// 1: kernels run with race detection.
VDSH_EXPORT void vdshEmuSetRaces(int on);
/// 1: asynchronous work waits until a synchronisation; 0: it runs at once.
VDSH_EXPORT void vdshEmuSetDefer(int on);
/// Appends the coverage so far to the file of VDSH_EMU_COVERAGE now, for hosts that are killed rather than ended; 0 where there is no such file.
VDSH_EXPORT int vdshEmuWriteCoverage();

/// A range of device memory: the bytes, and one flag a byte that is not 0 once the byte was written.
struct VdshEmuRange {
    unsigned char* bytes;
    unsigned char* initialized;
};
/// Finds a range that lies inside one allocation; 0 where it does not. The pointers hold until the running work ends.
VDSH_EXPORT int vdshEmuFindRange(CUdeviceptr address, std::size_t bytes, VdshEmuRange* range);

/// What a unit of work reports: 0 or the CUresult of a fault, and the fault in words.
struct VdshEmuReport {
    int code;
    char message[512];
};
using VdshEmuWork = void (*)(void* state, VdshEmuReport* report);
using VdshEmuRelease = void (*)(void* state);
/// Puts work at the end of a stream as a launch. `release` is called exactly once, whether the work ran, was dropped or was refused.
VDSH_EXPORT CUresult vdshEmuEnqueue(CUstream stream, const char* what, VdshEmuWork work, void* state, VdshEmuRelease release);
