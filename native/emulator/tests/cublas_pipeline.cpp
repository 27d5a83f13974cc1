// Runs shipped kernels and products together as the engine does: one stream, nothing awaited in between, in both orders of execution.
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>

#include "BlasSession.h"

using namespace vdsh;

namespace {

CUmodule load(const std::string& family) {
    std::ifstream file(std::string(VDSH_PTX_FOLDER) + "/" + family + ".ptx");
    std::ostringstream text;
    text << file.rdbuf();
    CUmodule module = nullptr;
    CHECK_EQUAL(Success, cuModuleLoadDataEx(&module, text.str().c_str(), 0, nullptr, nullptr));
    return module;
}

template <class... Arguments>
CUresult launch(CUmodule module, const char* name, unsigned gridX, unsigned gridY, unsigned blockX, unsigned blockY, CUstream stream, Arguments... arguments) {
    CUfunction function = nullptr;
    CHECK_EQUAL(Success, cuModuleGetFunction(&function, module, name));
    void* pointers[] = {&arguments...};
    return cuLaunchKernel(function, gridX, gridY, 1, blockX, blockY, 1, 0, stream, pointers, nullptr);
}

void everyFamilyLoads() {
    BlasSession session;
    for (const char* family : {"elementwise", "reductions", "objective", "update", "spd", "pack", "hamming", "topk"})
        CHECK_EQUAL(Success, cuModuleUnload(load(family)));
}

// max(A B, 0), row-major as in the engine, and the sum of its squares.
void productReluDot() {
    BlasSession session;
    CUmodule elementwise = load("elementwise"), reductions = load("reductions");
    CUstream stream = nullptr;
    CHECK_EQUAL(Success, cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSetStream_v2(session.handle, stream));
    const int rows = 37, inner = 19, columns = 45, ld = 48;
    // Column-major here is the transpose of row-major there: X(i, j) of the engine is x.at(j, i).
    TestMatrix a(inner, rows, inner, session.random), b(columns, inner, columns + 2, session.random), z(columns, rows, ld, session.random);
    CUdeviceptr partial = 0, sum = 0;
    CHECK_EQUAL(Success, cuMemAlloc_v2(&partial, 128 * sizeof(double)));
    CHECK_EQUAL(Success, cuMemAlloc_v2(&sum, sizeof(double)));
    void* host = nullptr;
    CHECK_EQUAL(Success, cuMemHostAlloc(&host, sizeof(double), 0));

    float one = 1, zero = 0;
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSgemm_v2(session.handle, CUBLAS_OP_N, CUBLAS_OP_N, columns, rows, inner, &one, b.device(), b.ld, a.device(), a.ld, &zero, z.device(), ld));
    CHECK_EQUAL(Success, launch(elementwise, "vdsh_relu", 2, 5, 32, 8, stream, z.address, ld, rows, columns));
    CHECK_EQUAL(Success, launch(reductions, "vdsh_dot", 128, 1, 256, 1, stream, z.address, ld, z.address, ld, rows, columns, partial));
    CHECK_EQUAL(Success, launch(reductions, "vdsh_sum_partials", 1, 1, 128, 1, stream, partial, 128, sum));
    CHECK_EQUAL(Success, cuMemcpyDtoHAsync_v2(host, sum, sizeof(double), stream));
    CHECK_EQUAL(NotReady, cuStreamQuery(stream));
    CHECK_EQUAL(Success, cuStreamSynchronize(stream));

    double squares = 0;
    auto expected = [&](int j, int i) {
        double value = 0;
        for (int l = 0; l < inner; l++)
            value += static_cast<double>(a.at(l, i)) * b.at(j, l);
        return value > 0 ? value : 0;
    };
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
            squares += expected(j, i) * expected(j, i);
    z.expect(expected, 1e-6);
    CHECK(std::abs(*static_cast<double*>(host) - squares) < 1e-5 * squares);

    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSetStream_v2(session.handle, nullptr));
    CHECK_EQUAL(Success, cuMemFreeHost(host));
    CHECK_EQUAL(Success, cuMemFree_v2(sum));
    CHECK_EQUAL(Success, cuMemFree_v2(partial));
}

}

int main() {
    everyFamilyLoads();
    productReluDot();
    vdshEmuSetReverse(1);
    productReluDot();
    CHECK_EQUAL(0, vdshEmuLiveAllocations());
    return outcome("cublas_pipeline");
}
