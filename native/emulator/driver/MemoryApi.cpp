// Implements allocation of device and page-locked memory, and its filling.
#include <cstring>

#include "Driver.h"

using namespace vdsh;

namespace {

template <class Element>
CUresult fill(CUdeviceptr target, Element value, std::size_t count, CUstream streamHandle, const char* what) {
    return contextCall([&](Driver&, Context& context) -> CUresult {
        std::shared_ptr<Stream> stream = context.stream(streamHandle);
        if (!stream)
            return InvalidHandle;
        if (count == 0)
            return Success;
        std::size_t bytes = count * sizeof(Element);
        if (bytes / sizeof(Element) != count || target % sizeof(Element) != 0 || !context.device(target, bytes)) {
            std::fprintf(stderr, "vdsh emulator: %s: 0x%llx with %zu elements is not an aligned range of device memory.\n", what, target, count);
            return InvalidValue;
        }
        context.scheduler.enqueue(stream, {what, [&context, target, value, count, bytes]() -> Fault {
            Allocation* allocation = context.device(target, bytes);
            if (!allocation)
                return {IllegalAddress, "device memory was freed before it was filled"};
            auto* elements = reinterpret_cast<Element*>(target);
            for (std::size_t i = 0; i < count; i++)
                elements[i] = value;
            std::memset(allocation->initialized + (target - allocation->address), 1, bytes);
            return {};
        }, {}});
        return context.scheduler.sticky();
    });
}

}

CUresult cuMemGetInfo_v2(std::size_t* free, std::size_t* total) {
    return contextCall([&](Driver&, Context& context) -> CUresult {
        if (!free || !total)
            return InvalidValue;
        *total = context.memory.limit();
        *free = *total - context.memory.liveBytes();
        return Success;
    });
}

CUresult cuMemAlloc_v2(CUdeviceptr* address, std::size_t bytes) {
    return contextCall([&](Driver& driver, Context& context) -> CUresult {
        if (!address || bytes == 0)
            return InvalidValue;
        if (driver.settings.failAllocation.strikes())
            return OutOfMemory;
        std::uint64_t allocated = context.memory.allocate(bytes);
        if (allocated == 0)
            return OutOfMemory;
        *address = allocated;
        return Success;
    });
}

// As on hardware, freeing waits for all work first. A context with a sticky error says so, yet the memory counts as freed: the program did its part.
CUresult cuMemFree_v2(CUdeviceptr address) {
    return anyContextCall([&](Driver&, Context& context) -> CUresult {
        if (address == 0)
            return context.scheduler.sticky();
        context.scheduler.waitForAll();
        if (!context.device(address, 1) || !context.memory.release(address)) {
            std::fprintf(stderr, "vdsh emulator: cuMemFree_v2: 0x%llx is not the start of an allocation, or was freed already.\n", address);
            return context.scheduler.sticky() != 0 ? context.scheduler.sticky() : InvalidValue;
        }
        return context.scheduler.sticky();
    });
}

CUresult cuMemHostAlloc(void** pointer, std::size_t bytes, unsigned flags) {
    return contextCall([&](Driver& driver, Context& context) -> CUresult {
        constexpr unsigned known = CU_MEMHOSTALLOC_PORTABLE | CU_MEMHOSTALLOC_DEVICEMAP | CU_MEMHOSTALLOC_WRITECOMBINED;
        if (!pointer || bytes == 0 || (flags & ~known) != 0)
            return InvalidValue;
        if (driver.settings.failAllocation.strikes())
            return OutOfMemory;
        *pointer = context.pageLocked.allocate(bytes);
        return *pointer ? Success : OutOfMemory;
    });
}

// No documented wait here: a copy that still needs the memory faults when it runs.
CUresult cuMemFreeHost(void* pointer) {
    return anyContextCall([&](Driver&, Context& context) -> CUresult {
        bool released = context.pageLocked.release(pointer);
        if (context.scheduler.sticky() != 0)
            return context.scheduler.sticky();
        return released ? Success : InvalidValue;
    });
}

CUresult cuMemsetD8_v2(CUdeviceptr target, unsigned char value, std::size_t count) {
    return fill(target, value, count, nullptr, "cuMemsetD8_v2");
}

CUresult cuMemsetD32_v2(CUdeviceptr target, unsigned value, std::size_t count) {
    return fill(target, value, count, nullptr, "cuMemsetD32_v2");
}

CUresult cuMemsetD8Async(CUdeviceptr target, unsigned char value, std::size_t count, CUstream stream) {
    return fill(target, value, count, stream, "cuMemsetD8Async");
}

CUresult cuMemsetD32Async(CUdeviceptr target, unsigned value, std::size_t count, CUstream stream) {
    return fill(target, value, count, stream, "cuMemsetD32Async");
}
