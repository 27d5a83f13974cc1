// Tests handles, argument checks, stream order, faults of operands and injected failures of the cuBLAS stand-in.
#include <string>

#include "BlasSession.h"

using namespace vdsh;

namespace {

const float one = 1, zero = 0;

cublasStatus_t square(cublasHandle_t handle, TestMatrix& a, TestMatrix& b, TestMatrix& c, float beta = 0) {
    return cublasSgemm_v2(handle, CUBLAS_OP_N, CUBLAS_OP_N, c.rows, c.columns, a.columns, &one, a.device(), a.ld, b.device(), b.ld, &beta, c.device(), c.ld);
}

void settings() {
    BlasSession session;
    int version = 0;
    cublasMath_t math = CUBLAS_PEDANTIC_MATH;
    cublasPointerMode_t mode = CUBLAS_POINTER_MODE_DEVICE;
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasGetVersion_v2(session.handle, &version));
    CHECK_EQUAL(120000, version);
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasGetMathMode(session.handle, &math));
    CHECK_EQUAL(CUBLAS_DEFAULT_MATH, math);
    CHECK_EQUAL(CUBLAS_STATUS_INVALID_VALUE, cublasSetMathMode(session.handle, static_cast<cublasMath_t>(9)));
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSetPointerMode_v2(session.handle, CUBLAS_POINTER_MODE_HOST));
    CHECK_EQUAL(CUBLAS_STATUS_NOT_SUPPORTED, cublasSetPointerMode_v2(session.handle, CUBLAS_POINTER_MODE_DEVICE));
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasGetPointerMode_v2(session.handle, &mode));
    CHECK_EQUAL(CUBLAS_POINTER_MODE_HOST, mode);
    CHECK_EQUAL(CUBLAS_STATUS_NOT_INITIALIZED, cublasSetStream_v2(nullptr, nullptr));
    CHECK(std::string(cublasGetStatusName(CUBLAS_STATUS_EXECUTION_FAILED)) == "CUBLAS_STATUS_EXECUTION_FAILED");
    CHECK(std::string(cublasGetStatusString(CUBLAS_STATUS_SUCCESS)) == "success");

    cublasHandle_t second = nullptr;
    int before = vdshEmuLiveAllocations();
    vdshEmuFailAllocation(1);
    CHECK_EQUAL(CUBLAS_STATUS_ALLOC_FAILED, cublasCreate_v2(&second));
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasCreate_v2(&second));
    CHECK_EQUAL(before + 1, vdshEmuLiveAllocations());
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasDestroy_v2(second));
    CHECK_EQUAL(CUBLAS_STATUS_NOT_INITIALIZED, cublasDestroy_v2(second));
    CHECK_EQUAL(before, vdshEmuLiveAllocations());
}

void arguments() {
    BlasSession session;
    TestMatrix a(4, 3, 5, session.random), b(3, 6, 4, session.random), c(4, 6, 4, session.random);
    auto gemm = [&](cublasOperation_t op, int m, int n, int k, int lda, int ldb, int ldc, const float* alpha = &one) {
        return cublasSgemm_v2(session.handle, op, CUBLAS_OP_N, m, n, k, alpha, a.device(), lda, b.device(), ldb, &zero, c.device(), ldc);
    };
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, gemm(CUBLAS_OP_N, 4, 6, 3, 5, 4, 4));
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, gemm(CUBLAS_OP_N, 0, 6, 3, 1, 4, 1));
    CHECK_EQUAL(CUBLAS_STATUS_INVALID_VALUE, gemm(CUBLAS_OP_N, -1, 6, 3, 5, 4, 4));
    CHECK_EQUAL(CUBLAS_STATUS_INVALID_VALUE, gemm(CUBLAS_OP_N, 4, 6, 3, 3, 4, 4));
    CHECK_EQUAL(CUBLAS_STATUS_INVALID_VALUE, gemm(CUBLAS_OP_N, 4, 6, 3, 5, 2, 4));
    CHECK_EQUAL(CUBLAS_STATUS_INVALID_VALUE, gemm(CUBLAS_OP_N, 4, 6, 3, 5, 4, 3));
    CHECK_EQUAL(CUBLAS_STATUS_INVALID_VALUE, gemm(CUBLAS_OP_T, 4, 6, 7, 5, 7, 4));
    CHECK_EQUAL(CUBLAS_STATUS_INVALID_VALUE, gemm(static_cast<cublasOperation_t>(3), 4, 6, 3, 5, 4, 4));
    CHECK_EQUAL(CUBLAS_STATUS_INVALID_VALUE, gemm(CUBLAS_OP_N, 4, 6, 3, 5, 4, 4, nullptr));
    CHECK_EQUAL(CUBLAS_STATUS_INVALID_VALUE, cublasSsyrk_v2(session.handle, CUBLAS_FILL_MODE_LOWER, CUBLAS_OP_N, 4, 3, &one, a.device(), 3, &zero, c.device(), 4));
    CHECK_EQUAL(CUBLAS_STATUS_INVALID_VALUE,
        cublasStrsm_v2(session.handle, CUBLAS_SIDE_RIGHT, CUBLAS_FILL_MODE_LOWER, CUBLAS_OP_N, CUBLAS_DIAG_UNIT, 4, 6, &one, a.device(), 5, c.device(), 4));
    CHECK_EQUAL(CUBLAS_STATUS_NOT_SUPPORTED, cublasGemmEx(session.handle, CUBLAS_OP_N, CUBLAS_OP_N, 4, 6, 3, &one, a.device(), static_cast<cudaDataType_t>(2), 5, b.device(),
        CUDA_R_32F, 4, &zero, c.device(), CUDA_R_32F, 4, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT));
    CHECK_EQUAL(Success, cuCtxSynchronize());
}

// The product waits for the copy of its own stream, sees the scale of the call and the memory of the moment it runs.
void streamOrder() {
    BlasSession session;
    CUstream stream = nullptr, current = nullptr;
    CHECK_EQUAL(Success, cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSetStream_v2(session.handle, stream));
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasGetStream_v2(session.handle, &current));
    CHECK(current == stream);
    TestMatrix a(2, 2, 2, session.random), b(2, 2, 2, session.random), c(2, 2, 2, session.random);
    CHECK_EQUAL(Success, cuMemsetD32Async(a.address, 0x3f800000u, 4, stream));
    CHECK_EQUAL(Success, cuMemsetD32Async(b.address, 0x40000000u, 4, stream));
    float alpha = 3;
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSgemm_v2(session.handle, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 2, &alpha, a.device(), 2, b.device(), 2, &zero, c.device(), 2));
    alpha = 1000;
    CHECK_EQUAL(Success, cuMemsetD32Async(a.address, 0, 4, stream));
    CHECK_EQUAL(NotReady, cuStreamQuery(stream));
    CHECK_EQUAL(Success, cuStreamSynchronize(stream));
    c.expect([](int, int) { return 12.0; }, 0);
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSetStream_v2(session.handle, nullptr));
}

template <class Use>
void faults(CUresult expected, Use use) {
    BlasSession session;
    TestMatrix a(3, 3, 3, session.random), b(3, 3, 3, session.random), c(3, 3, 3, session.random);
    use(session, a, b, c);
    CHECK_EQUAL(expected, cuCtxSynchronize());
    CHECK_EQUAL(CUBLAS_STATUS_EXECUTION_FAILED, square(session.handle, a, b, c));
}

void operandFaults() {
    // A leading dimension that runs past the end of the allocation.
    faults(IllegalAddress, [](BlasSession& session, TestMatrix& a, TestMatrix& b, TestMatrix& c) {
        CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSgemm_v2(session.handle, CUBLAS_OP_N, CUBLAS_OP_N, 3, 3, 3, &one, a.device(), 4, b.device(), 3, &zero, c.device(), 3));
    });
    faults(IllegalAddress, [](BlasSession& session, TestMatrix& a, TestMatrix& b, TestMatrix&) {
        CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSgemm_v2(session.handle, CUBLAS_OP_N, CUBLAS_OP_N, 3, 3, 3, &one, a.device(), 3, b.device(), 3, &zero, nullptr, 3));
    });
    // C is read where beta is not 0.
    faults(LaunchFailed, [](BlasSession& session, TestMatrix& a, TestMatrix& b, TestMatrix&) {
        CUdeviceptr fresh = 0;
        CHECK_EQUAL(Success, cuMemAlloc_v2(&fresh, 36));
        auto* c = reinterpret_cast<float*>(fresh);
        CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSgemm_v2(session.handle, CUBLAS_OP_N, CUBLAS_OP_N, 3, 3, 3, &one, a.device(), 3, b.device(), 3, &zero, c, 3));
        CHECK_EQUAL(Success, cuCtxSynchronize());
        CHECK_EQUAL(Success, cuMemFree_v2(fresh));
        CHECK_EQUAL(Success, cuMemAlloc_v2(&fresh, 36));
        c = reinterpret_cast<float*>(fresh);
        CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSgemm_v2(session.handle, CUBLAS_OP_N, CUBLAS_OP_N, 3, 3, 3, &one, a.device(), 3, b.device(), 3, &one, c, 3));
        CHECK_EQUAL(LaunchFailed, cuCtxSynchronize());
        cuMemFree_v2(fresh);
    });
    faults(LaunchFailed, [](BlasSession& session, TestMatrix& a, TestMatrix& b, TestMatrix&) { CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, square(session.handle, a, b, a)); });
}

// Views of one matrix side by side share no element, though their ranges of addresses cross.
void neighbouringViews() {
    BlasSession session;
    TestMatrix whole(4, 2, 4, session.random), b(2, 2, 2, session.random);
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS,
        cublasSgemm_v2(session.handle, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 2, &one, whole.device(), 4, b.device(), 2, &zero, whole.device() + 2, 4));
    CHECK_EQUAL(Success, cuCtxSynchronize());
}

void injectedFailure() {
    BlasSession session;
    TestMatrix a(2, 2, 2, session.random), b(2, 2, 2, session.random), c(2, 2, 2, session.random);
    vdshEmuFailLaunch(1);
    CHECK_EQUAL(CUBLAS_STATUS_EXECUTION_FAILED, square(session.handle, a, b, c));
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, square(session.handle, a, b, c));
    CHECK_EQUAL(Success, cuCtxSynchronize());
}

}

int main() {
    settings();
    arguments();
    streamOrder();
    operandFaults();
    neighbouringViews();
    injectedFailure();
    CHECK_EQUAL(0, vdshEmuLiveAllocations());
    return outcome("cublas_handles");
}
