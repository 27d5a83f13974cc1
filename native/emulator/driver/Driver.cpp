// Gives the primary context its life and writes the coverage when the process ends.
#include "Driver.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace vdsh {

Driver& Driver::instance() {
    // Never destroyed: calls may still come from other threads and from exit handlers.
    static Driver* driver = new Driver;
    return *driver;
}

void Driver::configure() {
    if (configured)
        return;
    configured = true;
    settings = Settings::fromEnvironment();
    if (!settings.coverageFile.empty())
        std::atexit([] { Driver::instance().writeCoverage(); });
}

CUcontext Driver::primaryHandle() {
    static char place;
    return reinterpret_cast<CUcontext>(&place);
}

void Driver::retainPrimary() {
    if (!context)
        context = std::make_unique<Context>(settings);
    retains++;
}

bool Driver::releasePrimary() {
    if (retains == 0)
        return false;
    if (--retains > 0)
        return true;
    std::size_t left = context->memory.liveCount();
    if (left > 0)
        std::fprintf(stderr, "vdsh emulator: the primary context was destroyed with %zu allocations that were never freed.\n", left);
    lost += left;
    context.reset();
    return true;
}

std::vector<CUcontext>& Driver::threadContexts() {
    thread_local std::vector<CUcontext> stack;
    return stack;
}

bool Driver::writeCoverage() {
    if (settings.coverageFile.empty())
        return false;
    if (!ranSinceCoverage)
        return true;
    std::ostringstream text;
    vdsh::writeCoverage(text);
    std::ofstream file(settings.coverageFile, std::ios::app);
    file << text.str();
    file.flush();
    if (!file) {
        std::fprintf(stderr, "vdsh emulator: cannot write the coverage to '%s'; check VDSH_EMU_COVERAGE.\n", settings.coverageFile.c_str());
        return false;
    }
    ranSinceCoverage = false;
    return true;
}

}
