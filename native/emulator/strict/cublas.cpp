// A second cuBLAS for the tests, with the five entry points that the engine cannot do without.
#include "../cublas/Cublas.h"
#include "Forward.h"

namespace {

void* emulator() {
    static void* library = strict::open("libcublas.so");
    return library;
}

}

#define FORWARD(name, parameters, ...) \
    cublasStatus_t name parameters { return strict::entry<decltype(name)>(emulator(), #name)(__VA_ARGS__); }

FORWARD(cublasCreate_v2, (cublasHandle_t* handle), handle)
FORWARD(cublasDestroy_v2, (cublasHandle_t handle), handle)
FORWARD(cublasSetStream_v2, (cublasHandle_t handle, CUstream stream), handle, stream)
FORWARD(cublasSgemm_v2,
    (cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, const float* alpha, const float* A, int lda, const float* B,
        int ldb, const float* beta, float* C, int ldc),
    handle, transa, transb, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc)
FORWARD(cublasSsyrk_v2,
    (cublasHandle_t handle, cublasFillMode_t uplo, cublasOperation_t trans, int n, int k, const float* alpha, const float* A, int lda, const float* beta, float* C,
        int ldc),
    handle, uplo, trans, n, k, alpha, A, lda, beta, C, ldc)
