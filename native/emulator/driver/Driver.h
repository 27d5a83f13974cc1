// Holds the process-wide state of the emulator and the one way in that every API function takes.
#pragma once

#include <cstdio>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

#include "Context.h"
#include "Cuda.h"
#include "Results.h"
#include "Settings.h"

namespace vdsh {

class Driver {
public:
    static Driver& instance();

    /// Reads the environment and arranges for the coverage to be written at exit; the first call counts.
    void configure();
    /// The primary context while it is retained, else null.
    Context* primary() { return context.get(); }
    /// The handle of the primary context, the same in all its lives.
    static CUcontext primaryHandle();
    void retainPrimary();
    /// False where it was not retained. The last release destroys the context and all it holds.
    bool releasePrimary();
    /// The calling thread's stack of contexts.
    static std::vector<CUcontext>& threadContexts();
    std::size_t liveAllocations() const { return lost + (context ? context->memory.liveCount() : 0); }
    /// Appends what kernels executed so far to the coverage file; false where there is none or it cannot be written.
    bool writeCoverage();

    // Recursive: device work runs inside a call and may reach back through the exported functions.
    std::recursive_mutex mutex;
    bool initialized = false;
    Settings settings;
    /// Whether a kernel ran since the coverage was last written.
    bool ranSinceCoverage = false;

private:
    Driver() = default;

    bool configured = false;
    std::unique_ptr<Context> context;
    int retains = 0;
    // Allocations that were still there when their context was destroyed.
    std::size_t lost = 0;
};

/// Runs an API function's body under the driver's lock; no exception leaves it.
template <class Body>
CUresult guarded(Body body) noexcept {
    try {
        Driver& driver = Driver::instance();
        std::lock_guard<std::recursive_mutex> lock(driver.mutex);
        return body(driver);
    } catch (const std::bad_alloc&) {
        return OutOfMemory;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "vdsh emulator: internal error: %s\n", error.what());
        return Unknown;
    }
}

/// As `guarded`, after cuInit.
template <class Body>
CUresult initializedCall(Body body) noexcept {
    return guarded([&](Driver& driver) -> CUresult { return driver.initialized ? body(driver) : NotInitialized; });
}

/// As `initializedCall`, with the thread's current context, sound or not.
template <class Body>
CUresult anyContextCall(Body body) noexcept {
    return initializedCall([&](Driver& driver) -> CUresult {
        if (Driver::threadContexts().empty() || !Driver::threadContexts().back())
            return InvalidContext;
        Context* context = driver.primary();
        return context ? body(driver, *context) : ContextIsDestroyed;
    });
}

/// As `anyContextCall`, but a context with a sticky error answers with it.
template <class Body>
CUresult contextCall(Body body) noexcept {
    return anyContextCall([&](Driver& driver, Context& context) -> CUresult {
        return context.scheduler.sticky() != 0 ? context.scheduler.sticky() : body(driver, context);
    });
}

}
