// Shares the set-up of the driver tests: a context, a module with two small kernels, arrays of floats.
#pragma once

#include <vector>

#include "../driver/EmulatorInterface.h"
#include "../driver/Results.h"
#include "Check.h"

/// axpb(float* y, float a, float b, int n): y = a * y + b for n elements.  wild(float* y): stores far behind y.
inline const char* sessionPtx() {
    return R"(.version 6.3
.target sm_70
.address_size 64

.visible .entry axpb(
    .param .u64 axpb_param_0,
    .param .f32 axpb_param_1,
    .param .f32 axpb_param_2,
    .param .u32 axpb_param_3
)
{
    .reg .pred %p<2>;
    .reg .f32 %f<5>;
    .reg .b32 %r<6>;
    .reg .b64 %rd<5>;

    ld.param.u64 %rd1, [axpb_param_0];
    ld.param.f32 %f1, [axpb_param_1];
    ld.param.f32 %f2, [axpb_param_2];
    ld.param.u32 %r2, [axpb_param_3];
    mov.u32 %r3, %ctaid.x;
    mov.u32 %r4, %ntid.x;
    mov.u32 %r5, %tid.x;
    mad.lo.s32 %r1, %r3, %r4, %r5;
    setp.ge.s32 %p1, %r1, %r2;
    @%p1 bra $L_end;
    cvta.to.global.u64 %rd2, %rd1;
    mul.wide.s32 %rd3, %r1, 4;
    add.s64 %rd4, %rd2, %rd3;
    ld.global.f32 %f3, [%rd4];
    fma.rn.f32 %f4, %f3, %f1, %f2;
    st.global.f32 [%rd4], %f4;
$L_end:
    ret;
}

.visible .entry wild(
    .param .u64 wild_param_0
)
{
    .reg .f32 %f<2>;
    .reg .b64 %rd<4>;

    ld.param.u64 %rd1, [wild_param_0];
    cvta.to.global.u64 %rd2, %rd1;
    add.s64 %rd3, %rd2, 1073741824;
    mov.f32 %f1, 0f3F800000;
    st.global.f32 [%rd3], %f1;
    ret;
}
)";
}

class DriverSession {
public:
    DriverSession() {
        CHECK_EQUAL(vdsh::Success, cuInit(0));
        CHECK_EQUAL(vdsh::Success, cuDevicePrimaryCtxRetain(&context, 0));
        CHECK_EQUAL(vdsh::Success, cuCtxSetCurrent(context));
        CHECK_EQUAL(vdsh::Success, cuModuleLoadDataEx(&module, sessionPtx(), 0, nullptr, nullptr));
        CHECK_EQUAL(vdsh::Success, cuModuleGetFunction(&axpb, module, "axpb"));
        CHECK_EQUAL(vdsh::Success, cuModuleGetFunction(&wild, module, "wild"));
    }
    DriverSession(const DriverSession&) = delete;
    DriverSession& operator=(const DriverSession&) = delete;
    ~DriverSession() {
        cuCtxSetCurrent(nullptr);
        CHECK_EQUAL(vdsh::Success, cuDevicePrimaryCtxRelease_v2(0));
    }

    /// A device array of n floats, never written; or one with given values.
    CUdeviceptr array(std::size_t n) {
        CUdeviceptr address = 0;
        CHECK_EQUAL(vdsh::Success, cuMemAlloc_v2(&address, n * sizeof(float)));
        return address;
    }
    CUdeviceptr array(const std::vector<float>& values) {
        CUdeviceptr address = array(values.size());
        CHECK_EQUAL(vdsh::Success, cuMemcpyHtoD_v2(address, values.data(), values.size() * sizeof(float)));
        return address;
    }
    std::vector<float> read(CUdeviceptr address, std::size_t n) {
        std::vector<float> values(n);
        CHECK_EQUAL(vdsh::Success, cuMemcpyDtoH_v2(values.data(), address, n * sizeof(float)));
        return values;
    }
    CUresult launchAxpb(CUdeviceptr y, float a, float b, int n, CUstream stream = nullptr) {
        void* arguments[] = {&y, &a, &b, &n};
        return cuLaunchKernel(axpb, static_cast<unsigned>((n + 63) / 64), 1, 1, 64, 1, 1, 0, stream, arguments, nullptr);
    }
    CUresult launchWild(CUdeviceptr y, CUstream stream = nullptr) {
        void* arguments[] = {&y};
        return cuLaunchKernel(wild, 1, 1, 1, 1, 1, 1, 0, stream, arguments, nullptr);
    }

    CUcontext context = nullptr;
    CUmodule module = nullptr;
    CUfunction axpb = nullptr;
    CUfunction wild = nullptr;
};
