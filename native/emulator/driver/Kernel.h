// Models loaded modules and their kernels as the program sees them, apart from the code that the interpreter runs.
#pragma once

#include <cstddef>
#include <memory>

#include "../ptx/Module.h"

namespace vdsh {

/// A kernel as the program sees it, with the attributes that it may set.
struct Kernel {
    std::shared_ptr<Module> module;
    Function* function = nullptr;
    /// Largest dynamic shared memory of a launch, in bytes.
    std::size_t dynamicShared = 0;
    int carveout = -1;
    int ptxVersion = 0;
};

struct LoadedModule {
    std::shared_ptr<Module> module;
    /// 10 * major + minor of the `.version` directive.
    int ptxVersion = 0;
};

}
