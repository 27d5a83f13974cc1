// Implements the sum of two matrices with transposition, C = alpha op(A) + beta op(B).
#include "Arguments.h"
#include "Handle.h"
#include "Operand.h"

using namespace vdsh::blas;

namespace {

struct Term {
    const char* name;
    cublasOperation_t operation;
    float scale;
    const float* address;
    int ld;

    // A term of scale 0 is not read, as documented.
    bool read() const { return scale != 0; }
    bool inPlaceOf(const float* c, int ldc) const { return address == c && ld == ldc && operation == CUBLAS_OP_N; }
};

struct Geam {
    int m, n;
    Term first, second;
    float* c;
    int ldc;

    void add(const Term& term, const Operand& result, std::vector<float>& sums) const {
        if (!term.read())
            return;
        std::size_t rows = static_cast<std::size_t>(m), columns = static_cast<std::size_t>(n);
        bool plain = term.operation == CUBLAS_OP_N;
        Operand operand(term.name, term.address, plain ? rows : columns, plain ? columns : rows, static_cast<std::size_t>(term.ld));
        operand.requireInitialized();
        if (!term.inPlaceOf(c, ldc))
            result.requireDisjoint(operand);
        std::vector<float> values = dense(operand, term.operation, false);
        for (std::size_t i = 0; i < sums.size(); i++)
            sums[i] += term.scale * values[i];
    }

    void run() const {
        std::size_t rows = static_cast<std::size_t>(m), columns = static_cast<std::size_t>(n);
        Operand result("C", c, rows, columns, static_cast<std::size_t>(ldc));
        std::vector<float> sums(rows * columns);
        add(first, result, sums);
        add(second, result, sums);
        for (std::size_t column = 0; column < columns; column++)
            for (std::size_t row = 0; row < rows; row++)
                result.set(row, column, sums[column * rows + row]);
    }
};

}

cublasStatus_t cublasSgeam(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, const float* alpha, const float* A, int lda,
    const float* beta, const float* B, int ldb, float* C, int ldc) {
    std::shared_ptr<Handle> found = find(handle);
    if (!found)
        return CUBLAS_STATUS_NOT_INITIALIZED;
    if (!alpha || !beta || !isOperation(transa) || !isOperation(transb) || m < 0 || n < 0 || !isLeading(lda, transa == CUBLAS_OP_N ? m : n)
        || !isLeading(ldb, transb == CUBLAS_OP_N ? m : n) || !isLeading(ldc, m))
        return CUBLAS_STATUS_INVALID_VALUE;
    Geam geam{m, n, {"A", transa, *alpha, A, lda}, {"B", transb, *beta, B, ldb}, C, ldc};
    for (const Term& term : {geam.first, geam.second})
        if (term.address == C && !term.inPlaceOf(C, ldc))
            return CUBLAS_STATUS_INVALID_VALUE;
    if (m == 0 || n == 0)
        return CUBLAS_STATUS_SUCCESS;
    return enqueue(*found, "cublasSgeam", [geam] { geam.run(); });
}
