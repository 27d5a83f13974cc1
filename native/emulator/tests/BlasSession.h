// Shares the set-up of the cuBLAS tests: a handle, matrices in device memory with gaps between their columns, random numbers.
#pragma once

#include <random>
#include <vector>

#include "../cublas/Cublas.h"
#include "../driver/EmulatorInterface.h"
#include "../driver/Results.h"
#include "Check.h"

/// A column-major matrix on the host and its copy on the device; what lies between the columns is marked so that a write there shows.
class TestMatrix {
public:
    static constexpr float gap = -77777;

    TestMatrix(int rowCount, int columnCount, int leading, std::mt19937& random) : rows(rowCount), columns(columnCount), ld(leading) {
        std::uniform_real_distribution<float> number(-1, 1);
        values.assign(static_cast<std::size_t>(ld) * static_cast<std::size_t>(columns > 0 ? columns : 1), gap);
        for (int j = 0; j < columns; j++)
            for (int i = 0; i < rows; i++)
                at(i, j) = number(random);
        CHECK_EQUAL(vdsh::Success, cuMemAlloc_v2(&address, bytes()));
        upload();
    }
    TestMatrix(const TestMatrix&) = delete;
    TestMatrix& operator=(const TestMatrix&) = delete;
    ~TestMatrix() { cuMemFree_v2(address); }

    float& at(int i, int j) { return values[static_cast<std::size_t>(j) * static_cast<std::size_t>(ld) + static_cast<std::size_t>(i)]; }
    /// Element (i, j) of op(this).
    double op(cublasOperation_t operation, int i, int j) { return operation == CUBLAS_OP_N ? at(i, j) : at(j, i); }
    float* device() { return reinterpret_cast<float*>(address); }
    std::size_t bytes() const { return values.size() * sizeof(float); }
    void upload() { CHECK_EQUAL(vdsh::Success, cuMemcpyHtoD_v2(address, values.data(), bytes())); }

    /// Checks that the device now holds `expected(i, j)` and untouched gaps; `tolerance` is absolute.
    template <class Expected>
    void expect(Expected expected, double tolerance) {
        std::vector<float> actual(values.size());
        CHECK_EQUAL(vdsh::Success, cuMemcpyDtoH_v2(actual.data(), address, bytes()));
        int wrong = 0;
        for (int j = 0; j < columns; j++)
            for (int i = 0; i < ld; i++) {
                double got = actual[static_cast<std::size_t>(j) * static_cast<std::size_t>(ld) + static_cast<std::size_t>(i)];
                double want = i < rows ? expected(i, j) : static_cast<double>(gap);
                // The negated comparison counts NaN as wrong.
                wrong += !(got - want <= tolerance && want - got <= tolerance);
            }
        CHECK_EQUAL(0, wrong);
    }

    const int rows, columns, ld;
    std::vector<float> values;
    CUdeviceptr address = 0;
};

class BlasSession {
public:
    BlasSession() {
        CUcontext context = nullptr;
        CHECK_EQUAL(vdsh::Success, cuInit(0));
        CHECK_EQUAL(vdsh::Success, cuDevicePrimaryCtxRetain(&context, 0));
        CHECK_EQUAL(vdsh::Success, cuCtxSetCurrent(context));
        CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasCreate_v2(&handle));
    }
    BlasSession(const BlasSession&) = delete;
    BlasSession& operator=(const BlasSession&) = delete;
    ~BlasSession() {
        CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasDestroy_v2(handle));
        cuCtxSetCurrent(nullptr);
        CHECK_EQUAL(vdsh::Success, cuDevicePrimaryCtxRelease_v2(0));
    }

    int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); }

    std::mt19937 random{20240611};
    cublasHandle_t handle = nullptr;
};
