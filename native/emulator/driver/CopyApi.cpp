// Implements the copies between host and device, straight and pitched.
#include "Copy.h"
#include "Driver.h"

using namespace vdsh;

namespace {

CopySide onDevice(CUdeviceptr address, std::size_t pitch = 0) {
    return {true, address, pitch, 0};
}

CopySide onHost(const void* pointer, std::size_t pitch = 0) {
    return {false, reinterpret_cast<std::uint64_t>(pointer), pitch, 0};
}

CUresult straight(CopySide target, CopySide source, std::size_t bytes, CUstream stream, const char* what, bool wait) {
    return contextCall([&](Driver&, Context& context) -> CUresult {
        return enqueueCopy(context, context.stream(stream), Copy(target, source, bytes, 1), what, wait);
    });
}

// One end of a CUDA_MEMCPY2D; false for arrays and unknown kinds of memory.
bool sideOf(Context& context, CUmemorytype type, const void* host, CUdeviceptr address, std::size_t pitch, std::size_t x, std::size_t y, CopySide& side) {
    switch (type) {
        case CU_MEMORYTYPE_HOST:
            side = onHost(host, pitch);
            break;
        case CU_MEMORYTYPE_DEVICE:
            side = onDevice(address, pitch);
            break;
        case CU_MEMORYTYPE_UNIFIED:
            side = onDevice(address, pitch);
            side.onDevice = context.device(address, 1) != nullptr;
            break;
        default:
            return false;
    }
    side.address += y * pitch + x;
    return true;
}

CUresult pitched(const CUDA_MEMCPY2D* copy, CUstream streamHandle, const char* what, bool wait) {
    return contextCall([&](Driver&, Context& context) -> CUresult {
        CopySide target, source;
        if (!copy || !sideOf(context, copy->srcMemoryType, copy->srcHost, copy->srcDevice, copy->srcPitch, copy->srcXInBytes, copy->srcY, source)
            || !sideOf(context, copy->dstMemoryType, copy->dstHost, copy->dstDevice, copy->dstPitch, copy->dstXInBytes, copy->dstY, target))
            return InvalidValue;
        return enqueueCopy(context, context.stream(streamHandle), Copy(target, source, copy->WidthInBytes, copy->Height), what, wait);
    });
}

}

CUresult cuMemcpyHtoD_v2(CUdeviceptr target, const void* source, std::size_t bytes) {
    return straight(onDevice(target), onHost(source), bytes, nullptr, "cuMemcpyHtoD_v2", true);
}

CUresult cuMemcpyDtoH_v2(void* target, CUdeviceptr source, std::size_t bytes) {
    return straight(onHost(target), onDevice(source), bytes, nullptr, "cuMemcpyDtoH_v2", true);
}

// Between device memories even the call without Async does not wait, as documented.
CUresult cuMemcpyDtoD_v2(CUdeviceptr target, CUdeviceptr source, std::size_t bytes) {
    return straight(onDevice(target), onDevice(source), bytes, nullptr, "cuMemcpyDtoD_v2", false);
}

CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr target, const void* source, std::size_t bytes, CUstream stream) {
    return straight(onDevice(target), onHost(source), bytes, stream, "cuMemcpyHtoDAsync_v2", false);
}

CUresult cuMemcpyDtoHAsync_v2(void* target, CUdeviceptr source, std::size_t bytes, CUstream stream) {
    return straight(onHost(target), onDevice(source), bytes, stream, "cuMemcpyDtoHAsync_v2", false);
}

CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr target, CUdeviceptr source, std::size_t bytes, CUstream stream) {
    return straight(onDevice(target), onDevice(source), bytes, stream, "cuMemcpyDtoDAsync_v2", false);
}

CUresult cuMemcpy2D_v2(const CUDA_MEMCPY2D* copy) {
    return pitched(copy, nullptr, "cuMemcpy2D_v2", true);
}

CUresult cuMemcpy2DAsync_v2(const CUDA_MEMCPY2D* copy, CUstream stream) {
    return pitched(copy, stream, "cuMemcpy2DAsync_v2", false);
}
