// A second driver for the tests: only what the engine says it needs, none of the emulator's extras, and a refusal wherever the manual leaves something open.
#include <cstring>
#include <map>
#include <set>

#include "../driver/Results.h"
#include "Forward.h"

using namespace vdsh;

namespace {

// Addresses that are handed out lie behind the start of what is allocated, so that nothing can presume how they are aligned or where blocks end.
constexpr std::size_t deviceOffset = 256, hostOffset = 64;

std::map<char*, std::size_t> pageLocked;
std::set<CUevent> recorded;

void* emulator() {
    static void* library = strict::open("libcuda.so.1");
    return library;
}

bool isPageLocked(const void* pointer, std::size_t bytes) {
    auto* start = static_cast<const char*>(pointer);
    auto after = pageLocked.upper_bound(const_cast<char*>(start));
    if (after == pageLocked.begin())
        return false;
    const auto& [block, size] = *--after;
    return start + bytes <= block + size;
}

}

#define EMULATOR(name) strict::entry<decltype(name)>(emulator(), #name)
#define FORWARD(name, parameters, ...) \
    CUresult name parameters { return EMULATOR(name)(__VA_ARGS__); }

FORWARD(cuInit, (unsigned flags), flags)
FORWARD(cuDeviceGetCount, (int* count), count)
FORWARD(cuDeviceGet, (CUdevice* device, int ordinal), device, ordinal)
FORWARD(cuDeviceTotalMem_v2, (std::size_t* bytes, CUdevice device), bytes, device)
FORWARD(cuDevicePrimaryCtxRetain, (CUcontext* context, CUdevice device), context, device)
FORWARD(cuDevicePrimaryCtxRelease_v2, (CUdevice device), device)
FORWARD(cuCtxSetCurrent, (CUcontext context), context)
FORWARD(cuCtxPushCurrent_v2, (CUcontext context), context)
FORWARD(cuCtxPopCurrent_v2, (CUcontext* context), context)
FORWARD(cuMemGetInfo_v2, (std::size_t* free, std::size_t* total), free, total)
FORWARD(cuModuleUnload, (CUmodule module), module)
FORWARD(cuModuleGetFunction, (CUfunction* function, CUmodule module, const char* name), function, module, name)
FORWARD(cuEventDestroy_v2, (CUevent event), event)

CUresult cuDeviceGetName(char* name, int length, CUdevice) {
    std::snprintf(name, static_cast<std::size_t>(length), "Strict stand-in");
    return Success;
}

// The compute capability and nothing else.
CUresult cuDeviceGetAttribute(int* value, int attribute, CUdevice device) {
    return attribute == 75 || attribute == 76 ? EMULATOR(cuDeviceGetAttribute)(value, attribute, device) : InvalidValue;
}

CUresult cuMemAlloc_v2(CUdeviceptr* address, std::size_t bytes) {
    CUresult result = EMULATOR(cuMemAlloc_v2)(address, bytes + deviceOffset);
    *address += result == Success ? deviceOffset : 0;
    return result;
}

CUresult cuMemFree_v2(CUdeviceptr address) {
    return EMULATOR(cuMemFree_v2)(address - deviceOffset);
}

CUresult cuMemHostAlloc(void** pointer, std::size_t bytes, unsigned flags) {
    void* block = nullptr;
    CUresult result = flags != 0 ? InvalidValue : EMULATOR(cuMemHostAlloc)(&block, bytes + hostOffset, 0);
    if (result != Success)
        return result;
    auto* start = static_cast<char*>(block) + hostOffset;
    pageLocked[start] = bytes;
    *pointer = start;
    return Success;
}

CUresult cuMemFreeHost(void* pointer) {
    auto* start = static_cast<char*>(pointer);
    return pageLocked.erase(start) == 1 ? EMULATOR(cuMemFreeHost)(start - hostOffset) : InvalidValue;
}

CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr target, const void* source, std::size_t bytes, CUstream stream) {
    return stream && isPageLocked(source, bytes) ? EMULATOR(cuMemcpyHtoDAsync_v2)(target, source, bytes, stream) : InvalidValue;
}

CUresult cuMemcpyDtoHAsync_v2(void* target, CUdeviceptr source, std::size_t bytes, CUstream stream) {
    return stream && isPageLocked(target, bytes) ? EMULATOR(cuMemcpyDtoHAsync_v2)(target, source, bytes, stream) : InvalidValue;
}

CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr target, CUdeviceptr source, std::size_t bytes, CUstream stream) {
    return stream ? EMULATOR(cuMemcpyDtoDAsync_v2)(target, source, bytes, stream) : InvalidHandle;
}

CUresult cuMemsetD8Async(CUdeviceptr target, unsigned char value, std::size_t count, CUstream stream) {
    return stream ? EMULATOR(cuMemsetD8Async)(target, value, count, stream) : InvalidHandle;
}

// Knows no option, and keeps its own copy of the text.
CUresult cuModuleLoadDataEx(CUmodule* module, const void* image, unsigned optionCount, CUjit_option*, void**) {
    return optionCount == 0 ? EMULATOR(cuModuleLoadDataEx)(module, std::string(static_cast<const char*>(image)).c_str(), 0, nullptr, nullptr) : InvalidValue;
}

CUresult cuLaunchKernel(CUfunction function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY, unsigned blockZ,
    unsigned sharedBytes, CUstream stream, void** parameters, void** extra) {
    if (!stream || extra || sharedBytes > 48u << 10)
        return InvalidValue;
    return EMULATOR(cuLaunchKernel)(function, gridX, gridY, gridZ, blockX, blockY, blockZ, sharedBytes, stream, parameters, nullptr);
}

CUresult cuStreamCreate(CUstream* stream, unsigned flags) {
    return flags <= CU_STREAM_NON_BLOCKING ? EMULATOR(cuStreamCreate)(stream, flags) : InvalidValue;
}

CUresult cuStreamDestroy_v2(CUstream stream) {
    return stream ? EMULATOR(cuStreamDestroy_v2)(stream) : InvalidHandle;
}

CUresult cuStreamSynchronize(CUstream stream) {
    return stream ? EMULATOR(cuStreamSynchronize)(stream) : InvalidHandle;
}

CUresult cuStreamWaitEvent(CUstream stream, CUevent event, unsigned flags) {
    return stream && flags == 0 && recorded.count(event) != 0 ? EMULATOR(cuStreamWaitEvent)(stream, event, 0) : InvalidValue;
}

CUresult cuEventCreate(CUevent* event, unsigned flags) {
    CUresult result = flags == 0 || flags == CU_EVENT_DISABLE_TIMING ? EMULATOR(cuEventCreate)(event, flags) : InvalidValue;
    if (result == Success)
        recorded.erase(*event);
    return result;
}

CUresult cuEventRecord(CUevent event, CUstream stream) {
    if (!stream)
        return InvalidHandle;
    recorded.insert(event);
    return EMULATOR(cuEventRecord)(event, stream);
}

CUresult cuEventSynchronize(CUevent event) {
    return recorded.count(event) != 0 ? EMULATOR(cuEventSynchronize)(event) : InvalidHandle;
}
