// Tests that the environment sets the emulator's options, and that the coverage of a process is written once.
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

#include "DriverSession.h"

using namespace vdsh;

namespace {

std::string contents(const std::string& file) {
    std::ifstream stream(file);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

void countersAndSizes() {
    DriverSession session;
    std::size_t bytes = 0, free = 0;
    CUdeviceptr y = 0, second = 0;
    CHECK_EQUAL(Success, cuDeviceTotalMem_v2(&bytes, 0));
    CHECK_EQUAL(1000000, bytes);
    CHECK_EQUAL(OutOfMemory, cuMemAlloc_v2(&second, 1000001));
    // That was the first allocation asked for, the injected failure is the third.
    CHECK_EQUAL(Success, cuMemAlloc_v2(&y, 4));
    CHECK_EQUAL(OutOfMemory, cuMemAlloc_v2(&second, 4));
    CHECK_EQUAL(Success, cuMemGetInfo_v2(&free, &bytes));
    CHECK(free < bytes && bytes == 1000000);

    // Nothing is deferred: the copy has happened when the call returns.
    float value = 1;
    CHECK_EQUAL(Success, cuMemcpyHtoDAsync_v2(y, &value, 4, nullptr));
    value = 5;
    CHECK_EQUAL(LaunchOutOfResources, session.launchAxpb(y, 2, 1, 1));
    CHECK_EQUAL(Success, session.launchAxpb(y, 2, 1, 1));
    CHECK(session.read(y, 1)[0] == 3);
    CHECK_EQUAL(Success, cuMemFree_v2(y));
}

void coverage(const std::string& file) {
    CHECK_EQUAL(1, vdshEmuWriteCoverage());
    std::string first = contents(file);
    CHECK(first.find("axpb ") != std::string::npos);
    CHECK(first.find("wild 0/") != std::string::npos);
    CHECK_EQUAL(1, vdshEmuWriteCoverage());
    CHECK(contents(file) == first);
}

}

int main() {
    const char* folder = std::getenv("TMPDIR");
    std::string file = std::string(folder && *folder ? folder : "/tmp") + "/vdsh-coverage-" + std::to_string(getpid());
    setenv("VDSH_EMU_MEMORY", "1000000", 1);
    setenv("VDSH_EMU_FAIL_ALLOC", "3", 1);
    setenv("VDSH_EMU_FAIL_LAUNCH", "1", 1);
    setenv("VDSH_EMU_DEFER", "0", 1);
    setenv("VDSH_EMU_RACES", "maybe", 1);
    setenv("VDSH_EMU_COVERAGE", file.c_str(), 1);
    countersAndSizes();
    coverage(file);
    std::remove(file.c_str());
    return outcome("driver_environment");
}
