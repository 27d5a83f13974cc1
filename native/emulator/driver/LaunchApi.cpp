// Implements the launch of a kernel: the arguments are checked and copied at the call, the kernel runs when its turn comes.
#include <cstring>
#include <vector>

#include "Device.h"
#include "Driver.h"

using namespace vdsh;

namespace {

bool fits(const LaunchShape& shape) {
    const auto& [grid, block, shared] = shape;
    return grid[0] > 0 && grid[1] > 0 && grid[2] > 0 && grid[0] <= device::maxGridX && grid[1] <= device::maxGridYZ && grid[2] <= device::maxGridYZ
        && block[0] > 0 && block[1] > 0 && block[2] > 0 && block[0] <= device::maxThreads && block[1] <= device::maxThreads && block[2] <= device::maxBlockZ
        && static_cast<std::uint64_t>(block[0]) * block[1] * block[2] <= device::maxThreads;
}

// False where a pointer to an argument is missing.
bool pack(const Function& function, void** arguments, std::vector<std::uint8_t>& packed) {
    packed.assign(function.parameterBytes(), 0);
    const auto& parameters = function.parameters();
    for (std::size_t i = 0; i < parameters.size(); i++) {
        if (!arguments || !arguments[i])
            return false;
        std::memcpy(packed.data() + parameters[i].offset, arguments[i], parameters[i].size);
    }
    return true;
}

}

CUresult cuLaunchKernel(CUfunction handle, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY, unsigned blockZ,
    unsigned sharedBytes, CUstream streamHandle, void** arguments, void** extra) {
    return contextCall([&](Driver& driver, Context& context) -> CUresult {
        std::shared_ptr<Kernel> kernel = context.kernels.find(handle);
        std::shared_ptr<Stream> stream = context.stream(streamHandle);
        if (!kernel || !stream)
            return InvalidHandle;
        if (extra)
            return NotSupported;
        LaunchShape shape{{gridX, gridY, gridZ}, {blockX, blockY, blockZ}, sharedBytes};
        std::vector<std::uint8_t> packed;
        if (!fits(shape) || sharedBytes > kernel->dynamicShared || !pack(*kernel->function, arguments, packed))
            return InvalidValue;
        if (driver.settings.failLaunch.strikes())
            return LaunchOutOfResources;
        context.scheduler.enqueue(stream, {kernel->function->name(), [&driver, &context, kernel, shape, packed] {
            driver.ranSinceCoverage = true;
            return execute(*kernel->function, shape, packed.data(), context.memory, driver.settings.execution);
        }, {}});
        // Not 0 only where nothing is deferred: then the launch itself reports the fault, as under CUDA_LAUNCH_BLOCKING.
        return context.scheduler.sticky();
    });
}
