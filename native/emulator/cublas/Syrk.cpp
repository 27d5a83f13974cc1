// Implements the symmetric rank-k update, C = alpha op(A) op(A)^T + beta C, of one triangle.
#include "Arguments.h"
#include "Handle.h"
#include "Operand.h"
#include "Product.h"

using namespace vdsh::blas;

namespace {

struct Syrk {
    cublasFillMode_t fill;
    cublasOperation_t operation;
    int n, k;
    float alpha;
    const float* a;
    int lda;
    float beta;
    float* c;
    int ldc;
    bool tensorFloat;

    void run() const {
        std::size_t order = static_cast<std::size_t>(n), inner = static_cast<std::size_t>(k);
        bool plain = operation == CUBLAS_OP_N;
        Part part = fill == CUBLAS_FILL_MODE_LOWER ? Part::Lower : Part::Upper;
        Operand factor("A", a, plain ? order : inner, plain ? inner : order, static_cast<std::size_t>(lda));
        Operand result("C", c, order, order, static_cast<std::size_t>(ldc));
        factor.requireInitialized();
        if (beta != 0)
            result.requireInitialized(part);
        result.requireDisjoint(factor);
        std::vector<float> left = dense(factor, operation, tensorFloat), right = dense(factor, plain ? CUBLAS_OP_T : CUBLAS_OP_N, tensorFloat);
        Factors factors{left, right, order, order, inner};
        std::vector<double> sums(4 * order);
        for (std::size_t first = 0; first < order; first += 4) {
            std::size_t count = order - first < 4 ? order - first : 4;
            multiplyColumns(factors, first, count, sums.data());
            for (std::size_t j = 0; j < count; j++)
                for (std::size_t i = 0; i < order; i++) {
                    if (!holds(part, i, first + j))
                        continue;
                    double value = alpha * sums[j * order + i];
                    result.set(i, first + j, static_cast<float>(beta == 0 ? value : value + static_cast<double>(beta) * result.at(i, first + j)));
                }
        }
    }
};

}

cublasStatus_t cublasSsyrk_v2(cublasHandle_t handle, cublasFillMode_t uplo, cublasOperation_t trans, int n, int k, const float* alpha, const float* A, int lda,
    const float* beta, float* C, int ldc) {
    std::shared_ptr<Handle> found = find(handle);
    if (!found)
        return CUBLAS_STATUS_NOT_INITIALIZED;
    if (!alpha || !beta || !isFill(uplo) || !isOperation(trans) || n < 0 || k < 0 || !isLeading(lda, trans == CUBLAS_OP_N ? n : k) || !isLeading(ldc, n))
        return CUBLAS_STATUS_INVALID_VALUE;
    if (n == 0)
        return CUBLAS_STATUS_SUCCESS;
    Syrk syrk{uplo, trans, n, k, *alpha, A, lda, *beta, C, ldc, found->tensorFloat()};
    return enqueue(*found, "cublasSsyrk_v2", [syrk] { syrk.run(); });
}
