// Implements the exports beyond the driver API.
#include "EmulatorInterface.h"

#include <memory>
#include <string>

#include "Driver.h"

using namespace vdsh;

namespace {

// Owns the state of foreign work until it ran or was dropped.
class ForeignWork {
public:
    ForeignWork(VdshEmuWork function, void* argument, VdshEmuRelease releaseFunction) : work(function), state(argument), release(releaseFunction) {}
    ForeignWork(const ForeignWork&) = delete;
    ForeignWork& operator=(const ForeignWork&) = delete;
    ~ForeignWork() {
        if (release)
            release(state);
    }

    Fault run() const {
        VdshEmuReport report{};
        work(state, &report);
        return {report.code, report.message};
    }

private:
    VdshEmuWork work;
    void* state;
    VdshEmuRelease release;
};

template <class Change>
void change(Change body) noexcept {
    // The environment first: a switch set before cuInit must not be overwritten by it.
    guarded([&](Driver& driver) -> CUresult {
        driver.configure();
        body(driver);
        return Success;
    });
}

}

int vdshEmuLiveAllocations() {
    int count = 0;
    guarded([&](Driver& driver) -> CUresult {
        count = static_cast<int>(driver.liveAllocations());
        return Success;
    });
    return count;
}

int vdshEmuWaits() {
    int count = 0;
    guarded([&](Driver& driver) -> CUresult {
        count = driver.primary() ? static_cast<int>(driver.primary()->scheduler.waits()) : 0;
        return Success;
    });
    return count;
}

void vdshEmuFailAllocation(int n) {
    change([n](Driver& driver) { driver.settings.failAllocation.set(n); });
}

void vdshEmuFailLaunch(int n) {
    change([n](Driver& driver) { driver.settings.failLaunch.set(n); });
}

void vdshEmuSetReverse(int on) {
    change([on](Driver& driver) { driver.settings.execution.reverse = on != 0; });
}

void vdshEmuSetRaces(int on) {
    change([on](Driver& driver) { driver.settings.execution.races = on != 0; });
}

void vdshEmuSetDefer(int on) {
    change([on](Driver& driver) {
        driver.settings.defer = on != 0;
        if (!on && driver.primary())
            driver.primary()->scheduler.runAll();
    });
}

int vdshEmuWriteCoverage() {
    bool written = false;
    guarded([&](Driver& driver) -> CUresult {
        written = driver.writeCoverage();
        return Success;
    });
    return written ? 1 : 0;
}

int vdshEmuFindRange(CUdeviceptr address, std::size_t bytes, VdshEmuRange* range) {
    bool found = false;
    guarded([&](Driver& driver) -> CUresult {
        Allocation* allocation = driver.primary() ? driver.primary()->memory.find(address, bytes) : nullptr;
        if (allocation && range) {
            std::size_t offset = address - allocation->address;
            *range = {allocation->bytes + offset, allocation->initialized + offset};
            found = true;
        }
        return Success;
    });
    return found ? 1 : 0;
}

CUresult vdshEmuEnqueue(CUstream streamHandle, const char* what, VdshEmuWork work, void* state, VdshEmuRelease release) {
    auto owned = std::make_shared<ForeignWork>(work, state, release);
    return contextCall([&](Driver& driver, Context& context) -> CUresult {
        std::shared_ptr<Stream> stream = context.stream(streamHandle);
        if (!stream)
            return InvalidHandle;
        if (driver.settings.failLaunch.strikes())
            return LaunchOutOfResources;
        context.scheduler.enqueue(stream, {what, [owned] { return owned->run(); }, {}});
        return context.scheduler.sticky();
    });
}
