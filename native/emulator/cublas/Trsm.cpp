// Implements the triangular solve, op(A) X = alpha B or X op(A) = alpha B, in place of B.
#include "Arguments.h"
#include "Handle.h"
#include "Operand.h"

using namespace vdsh::blas;

namespace {

struct Trsm {
    cublasSideMode_t side;
    cublasFillMode_t fill;
    cublasOperation_t operation;
    cublasDiagType_t diagonal;
    int m, n;
    float alpha;
    const float* a;
    int lda;
    float* b;
    int ldb;

    void run() const {
        bool left = side == CUBLAS_SIDE_LEFT, unit = diagonal == CUBLAS_DIAG_UNIT, lower = fill == CUBLAS_FILL_MODE_LOWER;
        std::size_t rows = static_cast<std::size_t>(m), columns = static_cast<std::size_t>(n), order = left ? rows : columns;
        Operand factor("A", a, order, order, static_cast<std::size_t>(lda));
        Operand solution("B", b, rows, columns, static_cast<std::size_t>(ldb));
        if (alpha != 0) {
            factor.requireInitialized(lower ? (unit ? Part::StrictlyLower : Part::Lower) : (unit ? Part::StrictlyUpper : Part::Upper));
            solution.requireInitialized();
        }
        solution.requireDisjoint(factor);
        // X op(A) = B is op(A)^T X^T = B^T: rows of B take the place of its columns.
        bool transposed = (operation != CUBLAS_OP_N) == left;
        bool forward = lower != transposed;
        std::size_t vectors = left ? columns : rows;
        std::vector<double> x(order);
        for (std::size_t v = 0; v < vectors; v++) {
            for (std::size_t step = 0; step < order; step++) {
                std::size_t i = forward ? step : order - 1 - step;
                double value = alpha == 0 ? 0 : static_cast<double>(alpha) * (left ? solution.at(i, v) : solution.at(v, i));
                if (alpha != 0) {
                    std::size_t from = forward ? 0 : i + 1, to = forward ? i : order;
                    for (std::size_t j = from; j < to; j++)
                        value -= x[j] * (transposed ? factor.at(j, i) : factor.at(i, j));
                    if (!unit)
                        value /= factor.at(i, i);
                }
                x[i] = value;
            }
            for (std::size_t i = 0; i < order; i++)
                solution.set(left ? i : v, left ? v : i, static_cast<float>(x[i]));
        }
    }
};

}

cublasStatus_t cublasStrsm_v2(cublasHandle_t handle, cublasSideMode_t side, cublasFillMode_t uplo, cublasOperation_t trans, cublasDiagType_t diag, int m, int n,
    const float* alpha, const float* A, int lda, float* B, int ldb) {
    std::shared_ptr<Handle> found = find(handle);
    if (!found)
        return CUBLAS_STATUS_NOT_INITIALIZED;
    bool known = (side == CUBLAS_SIDE_LEFT || side == CUBLAS_SIDE_RIGHT) && isFill(uplo) && isOperation(trans) && (diag == CUBLAS_DIAG_NON_UNIT || diag == CUBLAS_DIAG_UNIT);
    if (!alpha || !known || m < 0 || n < 0 || !isLeading(lda, side == CUBLAS_SIDE_LEFT ? m : n) || !isLeading(ldb, m))
        return CUBLAS_STATUS_INVALID_VALUE;
    if (m == 0 || n == 0)
        return CUBLAS_STATUS_SUCCESS;
    Trsm trsm{side, uplo, trans, diag, m, n, *alpha, A, lda, B, ldb};
    return enqueue(*found, "cublasStrsm_v2", [trsm] { trsm.run(); });
}
