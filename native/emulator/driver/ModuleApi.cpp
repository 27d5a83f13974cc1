// Implements modules and the attributes of their kernels.
#include <cstring>
#include <string>

#include "Device.h"
#include "Driver.h"
#include "JitOptions.h"
#include "PtxHeader.h"

using namespace vdsh;

namespace {

// The code of a refusal, with the reason in words; Success where the text may be parsed.
CUresult admit(const std::string& text, const PtxHeader& header, std::string& reason) {
    if (text.compare(0, 4, "\x7f" "ELF") == 0 || text.compare(0, 4, "\x50\xed\x55\xba") == 0) {
        reason = "the image is a binary, but the emulator executes PTX text only";
        return NoBinaryForGpu;
    }
    if (header.version == 0 || header.target == 0) {
        reason = "the image is not PTX: .version or .target sm_N is missing";
        return InvalidPtx;
    }
    if (header.version > device::newestPtx) {
        reason = "PTX version " + std::to_string(header.version / 10) + "." + std::to_string(header.version % 10) + " is newer than this driver (8.0)";
        return UnsupportedPtxVersion;
    }
    if (header.target > 10 * device::computeMajor + device::computeMinor) {
        reason = "the PTX is for sm_" + std::to_string(header.target) + ", the device is sm_75";
        return NoBinaryForGpu;
    }
    return Success;
}

template <class Body>
CUresult kernelCall(CUfunction handle, Body body) noexcept {
    return contextCall([&](Driver&, Context& context) -> CUresult {
        std::shared_ptr<Kernel> kernel = context.kernels.find(handle);
        return kernel ? body(*kernel) : InvalidHandle;
    });
}

}

CUresult cuModuleLoadDataEx(CUmodule* handle, const void* image, unsigned optionCount, CUjit_option* options, void** values) {
    return contextCall([&](Driver&, Context& context) -> CUresult {
        JitOptions jit;
        if (!handle || !image || !jit.read(optionCount, options, values))
            return InvalidValue;
        std::string text = static_cast<const char*>(image), log;
        PtxHeader header = PtxHeader::parse(text);
        CUresult code = admit(text, header, log);
        std::shared_ptr<Module> module;
        if (code == Success) {
            module = Module::load(text, log);
            code = module ? Success : InvalidPtx;
        }
        if (code != Success) {
            jit.info.write("");
            jit.error.write("error   : " + log);
            return code;
        }
        jit.error.write("");
        jit.info.write(log.empty() ? "info    : " + std::to_string(module->functions().size()) + " kernels loaded for emulation" : "info    : " + log);
        *handle = context.modules.add(std::make_shared<LoadedModule>(LoadedModule{module, header.version}));
        return Success;
    });
}

CUresult cuModuleLoadData(CUmodule* module, const void* image) {
    return cuModuleLoadDataEx(module, image, 0, nullptr, nullptr);
}

CUresult cuModuleUnload(CUmodule handle) {
    return anyContextCall([&](Driver&, Context& context) -> CUresult {
        std::shared_ptr<LoadedModule> loaded = context.modules.find(handle);
        if (!loaded)
            return InvalidHandle;
        context.kernels.removeWhere([&](const Kernel& kernel) { return kernel.module == loaded->module; });
        context.modules.remove(handle);
        return context.scheduler.sticky();
    });
}

CUresult cuModuleGetFunction(CUfunction* handle, CUmodule moduleHandle, const char* name) {
    return contextCall([&](Driver&, Context& context) -> CUresult {
        if (!handle || !name || !*name)
            return InvalidValue;
        std::shared_ptr<LoadedModule> loaded = context.modules.find(moduleHandle);
        if (!loaded)
            return InvalidHandle;
        Function* function = loaded->module->function(name);
        if (!function)
            return NotFound;
        auto kernel = std::make_shared<Kernel>();
        kernel->module = loaded->module;
        kernel->function = function;
        std::size_t fixed = function->staticSharedBytes();
        kernel->dynamicShared = fixed < device::sharedBytes ? device::sharedBytes - fixed : 0;
        kernel->ptxVersion = loaded->ptxVersion;
        *handle = context.kernels.add(kernel);
        return Success;
    });
}

CUresult cuFuncGetAttribute(int* value, CUfunction_attribute attribute, CUfunction handle) {
    return kernelCall(handle, [&](Kernel& kernel) -> CUresult {
        if (!value)
            return InvalidValue;
        switch (attribute) {
            case CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK:
                *value = static_cast<int>(device::maxThreads);
                return Success;
            case CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES:
                *value = static_cast<int>(kernel.function->staticSharedBytes());
                return Success;
            case CU_FUNC_ATTRIBUTE_CONST_SIZE_BYTES:
            case CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES:
            case CU_FUNC_ATTRIBUTE_CACHE_MODE_CA:
                *value = 0;
                return Success;
            case CU_FUNC_ATTRIBUTE_NUM_REGS:
                *value = device::registersPerThread;
                return Success;
            case CU_FUNC_ATTRIBUTE_PTX_VERSION:
                *value = kernel.ptxVersion;
                return Success;
            case CU_FUNC_ATTRIBUTE_BINARY_VERSION:
                *value = 10 * device::computeMajor + device::computeMinor;
                return Success;
            case CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES:
                *value = static_cast<int>(kernel.dynamicShared);
                return Success;
            case CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT:
                *value = kernel.carveout;
                return Success;
        }
        return InvalidValue;
    });
}

CUresult cuFuncSetAttribute(CUfunction handle, CUfunction_attribute attribute, int value) {
    return kernelCall(handle, [&](Kernel& kernel) -> CUresult {
        if (attribute == CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES) {
            if (value < 0 || static_cast<std::size_t>(value) + kernel.function->staticSharedBytes() > device::sharedBytesOptIn)
                return InvalidValue;
            kernel.dynamicShared = static_cast<std::size_t>(value);
            return Success;
        }
        if (attribute == CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT) {
            if (value < -1 || value > 100)
                return InvalidValue;
            kernel.carveout = value;
            return Success;
        }
        return InvalidValue;
    });
}
