// Tests modules, kernel attributes, the checks of a launch, sticky faults and injected launch failures.
#include <cmath>
#include <string>

#include "DriverSession.h"

using namespace vdsh;

namespace {

void modules() {
    DriverSession session;
    CUmodule module = nullptr;
    CUfunction function = nullptr;
    char info[256] = "", error[256] = "";
    CUjit_option options[] = {CU_JIT_INFO_LOG_BUFFER, CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES, CU_JIT_ERROR_LOG_BUFFER, CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES};
    auto load = [&](const std::string& ptx) {
        void* values[] = {info, reinterpret_cast<void*>(sizeof info), error, reinterpret_cast<void*>(sizeof error)};
        CUresult result = cuModuleLoadDataEx(&module, ptx.c_str(), 4, options, values);
        CHECK_EQUAL(result == Success ? 0 : std::strlen(error) + 1, reinterpret_cast<std::uintptr_t>(values[3]));
        return result;
    };
    CHECK_EQUAL(Success, load(sessionPtx()));
    CHECK(std::string(info).find("2 kernels") != std::string::npos || info[0] != '\0');
    CHECK_EQUAL(NotFound, cuModuleGetFunction(&function, module, "nothing"));
    CHECK_EQUAL(Success, cuModuleGetFunction(&function, module, "axpb"));
    CHECK_EQUAL(Success, cuModuleUnload(module));
    CHECK_EQUAL(InvalidHandle, cuModuleUnload(module));
    int value = 0;
    CHECK_EQUAL(InvalidHandle, cuFuncGetAttribute(&value, CU_FUNC_ATTRIBUTE_NUM_REGS, function));

    CHECK_EQUAL(InvalidPtx, load("this is not PTX"));
    CHECK(error[0] != '\0');
    CHECK_EQUAL(InvalidPtx, load(".version 6.3\n.target sm_70\n.address_size 64\n.visible .entry broken( { nonsense"));
    CHECK(error[0] != '\0');
    CHECK_EQUAL(UnsupportedPtxVersion, load(".version 9.9\n.target sm_70\n.address_size 64\n"));
    CHECK_EQUAL(NoBinaryForGpu, load(".version 7.0\n.target sm_80\n.address_size 64\n"));
    CHECK(std::string(error).find("sm_80") != std::string::npos);
    CHECK_EQUAL(NoBinaryForGpu, load("\x7f" "ELF"));
}

void attributes() {
    DriverSession session;
    int value = 0;
    CHECK_EQUAL(Success, cuFuncGetAttribute(&value, CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK, session.axpb));
    CHECK_EQUAL(1024, value);
    CHECK_EQUAL(Success, cuFuncGetAttribute(&value, CU_FUNC_ATTRIBUTE_PTX_VERSION, session.axpb));
    CHECK_EQUAL(63, value);
    CHECK_EQUAL(Success, cuFuncGetAttribute(&value, CU_FUNC_ATTRIBUTE_NUM_REGS, session.axpb));
    CHECK(value > 0 && value <= 64);
    CHECK_EQUAL(InvalidValue, cuFuncGetAttribute(&value, static_cast<CUfunction_attribute>(77), session.axpb));
    CHECK_EQUAL(InvalidValue, cuFuncSetAttribute(session.axpb, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, 65537));
    CHECK_EQUAL(InvalidValue, cuFuncSetAttribute(session.axpb, CU_FUNC_ATTRIBUTE_NUM_REGS, 8));
}

void launchChecks() {
    DriverSession session;
    CUdeviceptr y = session.array(std::vector<float>(4, 1));
    float a = 2, b = 1;
    int n = 4;
    void* arguments[] = {&y, &a, &b, &n};
    void* incomplete[] = {&y, &a, nullptr, &n};
    auto launch = [&](unsigned gridX, unsigned gridY, unsigned blockX, unsigned blockZ, unsigned shared, void** list) {
        return cuLaunchKernel(session.axpb, gridX, gridY, 1, blockX, 1, blockZ, shared, nullptr, list, nullptr);
    };
    CHECK_EQUAL(InvalidValue, launch(0, 1, 32, 1, 0, arguments));
    CHECK_EQUAL(InvalidValue, launch(1, 65536, 32, 1, 0, arguments));
    CHECK_EQUAL(InvalidValue, launch(1, 1, 0, 1, 0, arguments));
    CHECK_EQUAL(InvalidValue, launch(1, 1, 1025, 1, 0, arguments));
    CHECK_EQUAL(InvalidValue, launch(1, 1, 512, 4, 0, arguments));
    CHECK_EQUAL(InvalidValue, launch(1, 1, 1, 65, 0, arguments));
    CHECK_EQUAL(InvalidValue, launch(1, 1, 32, 1, 49153, arguments));
    CHECK_EQUAL(InvalidValue, launch(1, 1, 32, 1, 0, incomplete));
    CHECK_EQUAL(InvalidValue, launch(1, 1, 32, 1, 0, nullptr));
    CHECK_EQUAL(InvalidHandle, cuLaunchKernel(nullptr, 1, 1, 1, 1, 1, 1, 0, nullptr, arguments, nullptr));
    CHECK_EQUAL(InvalidHandle, cuLaunchKernel(session.axpb, 1, 1, 1, 1, 1, 1, 0, reinterpret_cast<CUstream>(0x5550), arguments, nullptr));
    CHECK(session.read(y, 4) == std::vector<float>(4, 1));
    CHECK_EQUAL(Success, cuFuncSetAttribute(session.axpb, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, 65536));
    CHECK_EQUAL(Success, launch(1, 1, 32, 1, 65536, arguments));
    CHECK(session.read(y, 4) == std::vector<float>(4, 3));
    CHECK_EQUAL(Success, cuMemFree_v2(y));
}

void argumentsAreCopiedAtTheCall() {
    DriverSession session;
    CUdeviceptr y = session.array(std::vector<float>(100, 1));
    float a = 2, b = 1;
    int n = 100;
    CUdeviceptr target = y;
    void* arguments[] = {&target, &a, &b, &n};
    CHECK_EQUAL(Success, cuLaunchKernel(session.axpb, 2, 1, 1, 64, 1, 1, 0, nullptr, arguments, nullptr));
    a = b = 1000;
    n = 0;
    target = 0;
    CHECK(session.read(y, 100) == std::vector<float>(100, 3));
    CHECK_EQUAL(Success, cuMemFree_v2(y));
}

void faultsAreSticky() {
    {
        DriverSession session;
        CUdeviceptr y = session.array(std::vector<float>(4, 1)), other = 0;
        CHECK_EQUAL(Success, session.launchWild(y));
        CHECK_EQUAL(Success, session.launchAxpb(y, 2, 0, 4));
        CHECK_EQUAL(IllegalAddress, cuCtxSynchronize());
        CHECK_EQUAL(IllegalAddress, cuCtxSynchronize());
        CHECK_EQUAL(IllegalAddress, session.launchAxpb(y, 2, 0, 4));
        CHECK_EQUAL(IllegalAddress, cuMemAlloc_v2(&other, 4));
        CHECK_EQUAL(IllegalAddress, cuMemFree_v2(y));
        CHECK_EQUAL(IllegalAddress, cuModuleUnload(session.module));
        CHECK_EQUAL(0, vdshEmuLiveAllocations());
    }
    DriverSession fresh;
    CHECK_EQUAL(Success, cuCtxSynchronize());
}

void withoutDeferralTheLaunchReportsTheFault() {
    DriverSession session;
    vdshEmuSetDefer(0);
    CUdeviceptr y = session.array(std::vector<float>(4, 1));
    CHECK_EQUAL(IllegalAddress, session.launchWild(y));
    vdshEmuSetDefer(1);
    cuMemFree_v2(y);
}

void readsOfUnwrittenMemoryFault() {
    DriverSession session;
    CUdeviceptr y = session.array(4);
    CHECK_EQUAL(Success, session.launchAxpb(y, 2, 0, 4));
    CHECK(cuCtxSynchronize() != Success);
    cuMemFree_v2(y);
}

void copiesOfUnwrittenMemoryStayUnwritten() {
    DriverSession session;
    CUdeviceptr x = session.array(4), y = session.array(std::vector<float>(4, 1));
    CHECK_EQUAL(Success, session.launchAxpb(y, 2, 0, 4));
    CHECK_EQUAL(Success, cuMemcpyDtoD_v2(y, x, 16));
    CHECK_EQUAL(Success, cuCtxSynchronize());
    CHECK_EQUAL(Success, session.launchAxpb(y, 2, 0, 4));
    CHECK_EQUAL(LaunchFailed, cuCtxSynchronize());
    cuMemFree_v2(x);
    cuMemFree_v2(y);
}

void injectedLaunchFailure() {
    DriverSession session;
    CUdeviceptr y = session.array(std::vector<float>(4, 1));
    vdshEmuFailLaunch(2);
    CHECK_EQUAL(Success, session.launchAxpb(y, 2, 0, 4));
    CHECK_EQUAL(LaunchOutOfResources, session.launchAxpb(y, 2, 0, 4));
    CHECK_EQUAL(Success, session.launchAxpb(y, 2, 0, 4));
    CHECK(session.read(y, 4) == std::vector<float>(4, 4));
    CHECK_EQUAL(Success, cuMemFree_v2(y));
}

}

int main() {
    modules();
    attributes();
    launchChecks();
    argumentsAreCopiedAtTheCall();
    faultsAreSticky();
    withoutDeferralTheLaunchReportsTheFault();
    readsOfUnwrittenMemoryFault();
    copiesOfUnwrittenMemoryStayUnwritten();
    injectedLaunchFailure();
    CHECK_EQUAL(0, vdshEmuLiveAllocations());
    return outcome("driver_launch");
}
