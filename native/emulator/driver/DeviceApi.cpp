// Implements the calls on the driver, its one device and the contexts.
#include "Device.h"
#include "Driver.h"

using namespace vdsh;

namespace {

template <class Body>
CUresult deviceCall(CUdevice device, Body body) noexcept {
    return initializedCall([&](Driver& driver) -> CUresult { return device == 0 ? body(driver) : InvalidDevice; });
}

}

CUresult cuInit(unsigned flags) {
    return guarded([&](Driver& driver) -> CUresult {
        if (flags != 0)
            return InvalidValue;
        driver.configure();
        driver.initialized = true;
        return Success;
    });
}

CUresult cuDriverGetVersion(int* version) {
    if (!version)
        return InvalidValue;
    *version = device::driverVersion;
    return Success;
}

CUresult cuDeviceGetCount(int* count) {
    return initializedCall([&](Driver&) -> CUresult {
        if (!count)
            return InvalidValue;
        *count = 1;
        return Success;
    });
}

CUresult cuDeviceGet(CUdevice* device, int ordinal) {
    return initializedCall([&](Driver&) -> CUresult {
        if (!device)
            return InvalidValue;
        if (ordinal != 0)
            return InvalidDevice;
        *device = 0;
        return Success;
    });
}

CUresult cuDeviceGetName(char* name, int length, CUdevice device) {
    return deviceCall(device, [&](Driver&) -> CUresult {
        if (!name || length <= 0)
            return InvalidValue;
        std::snprintf(name, static_cast<std::size_t>(length), "%s", device::name);
        return Success;
    });
}

CUresult cuDeviceGetAttribute(int* value, int attribute, CUdevice device) {
    return deviceCall(device, [&](Driver&) -> CUresult { return value && device::attribute(attribute, *value) ? Success : InvalidValue; });
}

CUresult cuDeviceTotalMem_v2(std::size_t* bytes, CUdevice device) {
    return deviceCall(device, [&](Driver& driver) -> CUresult {
        if (!bytes)
            return InvalidValue;
        *bytes = driver.settings.memoryBytes;
        return Success;
    });
}

CUresult cuDevicePrimaryCtxRetain(CUcontext* context, CUdevice device) {
    return deviceCall(device, [&](Driver& driver) -> CUresult {
        if (!context)
            return InvalidValue;
        driver.retainPrimary();
        *context = Driver::primaryHandle();
        return Success;
    });
}

CUresult cuDevicePrimaryCtxRelease_v2(CUdevice device) {
    return deviceCall(device, [&](Driver& driver) -> CUresult { return driver.releasePrimary() ? Success : InvalidContext; });
}

CUresult cuCtxSetCurrent(CUcontext context) {
    return initializedCall([&](Driver& driver) -> CUresult {
        if (context && (context != Driver::primaryHandle() || !driver.primary()))
            return InvalidContext;
        auto& stack = Driver::threadContexts();
        if (!stack.empty())
            stack.pop_back();
        if (context)
            stack.push_back(context);
        return Success;
    });
}

CUresult cuCtxGetCurrent(CUcontext* context) {
    return initializedCall([&](Driver&) -> CUresult {
        if (!context)
            return InvalidValue;
        auto& stack = Driver::threadContexts();
        *context = stack.empty() ? nullptr : stack.back();
        return Success;
    });
}

CUresult cuCtxPushCurrent_v2(CUcontext context) {
    return initializedCall([&](Driver& driver) -> CUresult {
        if (context != Driver::primaryHandle() || !driver.primary())
            return InvalidContext;
        Driver::threadContexts().push_back(context);
        return Success;
    });
}

CUresult cuCtxPopCurrent_v2(CUcontext* context) {
    return initializedCall([&](Driver&) -> CUresult {
        auto& stack = Driver::threadContexts();
        if (stack.empty())
            return InvalidContext;
        if (context)
            *context = stack.back();
        stack.pop_back();
        return Success;
    });
}

CUresult cuCtxGetDevice(CUdevice* device) {
    return anyContextCall([&](Driver&, Context&) -> CUresult {
        if (!device)
            return InvalidValue;
        *device = 0;
        return Success;
    });
}

CUresult cuCtxSynchronize() {
    return contextCall([&](Driver&, Context& context) -> CUresult {
        context.scheduler.waitForAll();
        return context.scheduler.sticky();
    });
}
