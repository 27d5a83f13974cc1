// Reads the emulator's environment, so that a whole test run can be repeated in another mode without a change of code.
#include "Settings.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace vdsh {

namespace {

template <class Number>
void read(const char* name, Number& value) {
    const char* text = std::getenv(name);
    if (!text || !*text)
        return;
    char* end = nullptr;
    errno = 0;
    unsigned long long parsed = std::strtoull(text, &end, 10);
    if (errno != 0 || *end != '\0' || *text == '-')
        std::fprintf(stderr, "vdsh emulator: %s=%s is not a non-negative number; the default is used.\n", name, text);
    else
        value = static_cast<Number>(parsed);
}

}

Settings Settings::fromEnvironment() {
    Settings settings;
    read("VDSH_EMU_RACES", settings.execution.races);
    read("VDSH_EMU_REVERSE", settings.execution.reverse);
    read("VDSH_EMU_DEFER", settings.defer);
    read("VDSH_EMU_MEMORY", settings.memoryBytes);
    long allocation = 0, launch = 0;
    read("VDSH_EMU_FAIL_ALLOC", allocation);
    read("VDSH_EMU_FAIL_LAUNCH", launch);
    settings.failAllocation.set(allocation);
    settings.failLaunch.set(launch);
    if (const char* file = std::getenv("VDSH_EMU_COVERAGE"))
        settings.coverageFile = file;
    return settings;
}

}
