// Resolves stream handles, the one lookup with values of special meaning.
#include "Context.h"

namespace vdsh {

std::shared_ptr<Stream> Context::stream(CUstream handle) const {
    constexpr std::uintptr_t legacyHandle = 1;
    if (!handle || reinterpret_cast<std::uintptr_t>(handle) == legacyHandle)
        return scheduler.legacy();
    return streams.find(handle);
}

}
