// Implements the general product, C = alpha op(A) op(B) + beta C.
#include "Arguments.h"
#include "Handle.h"
#include "Operand.h"
#include "Product.h"

using namespace vdsh::blas;

namespace {

struct Gemm {
    cublasOperation_t transa, transb;
    int m, n, k;
    float alpha;
    const void* a;
    int lda;
    const void* b;
    int ldb;
    float beta;
    void* c;
    int ldc;
    bool tensorFloat;

    bool valid() const {
        return isOperation(transa) && isOperation(transb) && m >= 0 && n >= 0 && k >= 0 && isLeading(lda, transa == CUBLAS_OP_N ? m : k)
            && isLeading(ldb, transb == CUBLAS_OP_N ? k : n) && isLeading(ldc, m);
    }

    void run() const {
        std::size_t rows = static_cast<std::size_t>(m), columns = static_cast<std::size_t>(n), inner = static_cast<std::size_t>(k);
        bool plainA = transa == CUBLAS_OP_N, plainB = transb == CUBLAS_OP_N;
        Operand left("A", a, plainA ? rows : inner, plainA ? inner : rows, static_cast<std::size_t>(lda));
        Operand right("B", b, plainB ? inner : columns, plainB ? columns : inner, static_cast<std::size_t>(ldb));
        Operand result("C", c, rows, columns, static_cast<std::size_t>(ldc));
        left.requireInitialized();
        right.requireInitialized();
        if (beta != 0)
            result.requireInitialized();
        result.requireDisjoint(left);
        result.requireDisjoint(right);
        std::vector<float> denseA = dense(left, transa, tensorFloat), denseB = dense(right, transb, tensorFloat);
        Factors factors{denseA, denseB, rows, columns, inner};
        std::vector<double> sums(4 * rows);
        for (std::size_t first = 0; first < columns; first += 4) {
            std::size_t count = columns - first < 4 ? columns - first : 4;
            multiplyColumns(factors, first, count, sums.data());
            for (std::size_t j = 0; j < count; j++)
                for (std::size_t i = 0; i < rows; i++) {
                    double value = alpha * sums[j * rows + i];
                    result.set(i, first + j, static_cast<float>(beta == 0 ? value : value + static_cast<double>(beta) * result.at(i, first + j)));
                }
        }
    }
};

cublasStatus_t start(const Handle& handle, const char* what, const Gemm& gemm) {
    if (!gemm.valid())
        return CUBLAS_STATUS_INVALID_VALUE;
    if (gemm.m == 0 || gemm.n == 0)
        return CUBLAS_STATUS_SUCCESS;
    return enqueue(handle, what, [gemm] { gemm.run(); });
}

}

cublasStatus_t cublasSgemm_v2(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, const float* alpha, const float* A,
    int lda, const float* B, int ldb, const float* beta, float* C, int ldc) {
    std::shared_ptr<Handle> found = find(handle);
    if (!found)
        return CUBLAS_STATUS_NOT_INITIALIZED;
    if (!alpha || !beta)
        return CUBLAS_STATUS_INVALID_VALUE;
    return start(*found, "cublasSgemm_v2", {transa, transb, m, n, k, *alpha, A, lda, B, ldb, *beta, C, ldc, found->tensorFloat()});
}

cublasStatus_t cublasGemmEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, const void* alpha, const void* A,
    cudaDataType_t typeA, int lda, const void* B, cudaDataType_t typeB, int ldb, const void* beta, void* C, cudaDataType_t typeC, int ldc,
    cublasComputeType_t compute, cublasGemmAlgo_t algorithm) {
    std::shared_ptr<Handle> found = find(handle);
    if (!found)
        return CUBLAS_STATUS_NOT_INITIALIZED;
    if (!alpha || !beta)
        return CUBLAS_STATUS_INVALID_VALUE;
    if (typeA != CUDA_R_32F || typeB != CUDA_R_32F || typeC != CUDA_R_32F || algorithm < CUBLAS_GEMM_DEFAULT)
        return CUBLAS_STATUS_NOT_SUPPORTED;
    bool tensorFloat = false;
    switch (compute) {
        case CUBLAS_COMPUTE_32F:
            tensorFloat = found->tensorFloat();
            break;
        case CUBLAS_COMPUTE_32F_PEDANTIC:
            break;
        case CUBLAS_COMPUTE_32F_FAST_TF32:
            tensorFloat = true;
            break;
        default:
            return CUBLAS_STATUS_NOT_SUPPORTED;
    }
    return start(*found, "cublasGemmEx",
        {transa, transb, m, n, k, *static_cast<const float*>(alpha), A, lda, B, ldb, *static_cast<const float*>(beta), C, ldc, tensorFloat});
}
