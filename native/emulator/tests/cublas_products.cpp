// Tests the products against plain loops on random shapes, all operations, gaps between columns.
#include <cmath>

#include "BlasSession.h"

namespace {

constexpr cublasOperation_t operations[] = {CUBLAS_OP_N, CUBLAS_OP_T, CUBLAS_OP_C};
constexpr float scales[] = {0, 1, -0.5f};

double product(TestMatrix& a, cublasOperation_t opA, TestMatrix& b, cublasOperation_t opB, int i, int j, int k) {
    double sum = 0;
    for (int l = 0; l < k; l++)
        sum += a.op(opA, i, l) * b.op(opB, l, j);
    return sum;
}

void gemm(bool extended) {
    BlasSession session;
    for (int trial = 0; trial < 60; trial++) {
        int m = session.between(1, 37), n = session.between(1, 37), k = session.between(0, 37);
        cublasOperation_t opA = operations[trial % 3], opB = operations[trial / 3 % 3];
        float alpha = scales[session.between(1, 2)], beta = scales[session.between(0, 2)];
        bool plainA = opA == CUBLAS_OP_N, plainB = opB == CUBLAS_OP_N;
        int rowsA = plainA ? m : k, rowsB = plainB ? k : n;
        TestMatrix a(rowsA, plainA ? k : m, rowsA + session.between(1, 5), session.random);
        TestMatrix b(rowsB, plainB ? n : k, rowsB + session.between(1, 5), session.random);
        TestMatrix c(m, n, m + session.between(0, 5), session.random);
        if (beta == 0) {
            for (int j = 0; j < n; j++)
                for (int i = 0; i < m; i++)
                    c.at(i, j) = NAN;
            c.upload();
        }
        cublasStatus_t status = extended
            ? cublasGemmEx(session.handle, opA, opB, m, n, k, &alpha, a.device(), CUDA_R_32F, a.ld, b.device(), CUDA_R_32F, b.ld, &beta, c.device(), CUDA_R_32F, c.ld,
                  CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT)
            : cublasSgemm_v2(session.handle, opA, opB, m, n, k, &alpha, a.device(), a.ld, b.device(), b.ld, &beta, c.device(), c.ld);
        CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, status);
        c.expect([&](int i, int j) { return alpha * product(a, opA, b, opB, i, j, k) + (beta == 0 ? 0 : beta * static_cast<double>(c.at(i, j))); }, 1e-6);
    }
}

void syrk() {
    BlasSession session;
    for (int trial = 0; trial < 36; trial++) {
        int n = session.between(1, 30), k = session.between(0, 30);
        cublasOperation_t op = operations[trial % 3];
        cublasFillMode_t fill = trial / 3 % 2 ? CUBLAS_FILL_MODE_UPPER : CUBLAS_FILL_MODE_LOWER;
        float alpha = scales[session.between(1, 2)], beta = scales[session.between(0, 2)];
        int rows = op == CUBLAS_OP_N ? n : k;
        TestMatrix a(rows, op == CUBLAS_OP_N ? k : n, rows + session.between(1, 5), session.random);
        TestMatrix c(n, n, n + session.between(0, 5), session.random);
        CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSsyrk_v2(session.handle, fill, op, n, k, &alpha, a.device(), a.ld, &beta, c.device(), c.ld));
        cublasOperation_t other = op == CUBLAS_OP_N ? CUBLAS_OP_T : CUBLAS_OP_N;
        c.expect([&](int i, int j) {
            bool inside = fill == CUBLAS_FILL_MODE_LOWER ? i >= j : i <= j;
            return inside ? alpha * product(a, op, a, other, i, j, k) + beta * static_cast<double>(c.at(i, j)) : static_cast<double>(c.at(i, j));
        }, 1e-6);
    }
}

void trsm() {
    BlasSession session;
    for (int trial = 0; trial < 48; trial++) {
        int m = session.between(1, 20), n = session.between(1, 20);
        bool left = trial % 2 == 0, lower = trial / 2 % 2 == 0, unit = trial / 4 % 2 == 0;
        cublasOperation_t op = operations[trial / 8 % 3];
        int order = left ? m : n;
        float alpha = scales[session.between(1, 2)];
        TestMatrix a(order, order, order + session.between(0, 5), session.random);
        TestMatrix b(m, n, m + session.between(0, 5), session.random);
        for (int j = 0; j < order; j++)
            for (int i = 0; i < order; i++) {
                bool read = lower ? i > j : i < j;
                a.at(i, j) = i == j ? (unit ? NAN : 2 + std::abs(a.at(i, j))) : read ? 0.2f * a.at(i, j) : NAN;
            }
        a.upload();
        CHECK_EQUAL(CUBLAS_STATUS_SUCCESS,
            cublasStrsm_v2(session.handle, left ? CUBLAS_SIDE_LEFT : CUBLAS_SIDE_RIGHT, lower ? CUBLAS_FILL_MODE_LOWER : CUBLAS_FILL_MODE_UPPER, op,
                unit ? CUBLAS_DIAG_UNIT : CUBLAS_DIAG_NON_UNIT, m, n, &alpha, a.device(), a.ld, b.device(), b.ld));
        std::vector<float> x(b.values.size());
        CHECK_EQUAL(vdsh::Success, cuMemcpyDtoH_v2(x.data(), b.address, b.bytes()));
        auto factor = [&](int i, int j) -> double {
            int row = op == CUBLAS_OP_N ? i : j, column = op == CUBLAS_OP_N ? j : i;
            if (row == column)
                return unit ? 1 : a.at(row, column);
            return (lower ? row > column : row < column) ? a.at(row, column) : 0;
        };
        auto solution = [&](int i, int j) { return static_cast<double>(x[static_cast<std::size_t>(j * b.ld + i)]); };
        double worst = 0;
        for (int j = 0; j < n; j++)
            for (int i = 0; i < m; i++) {
                double sum = 0;
                for (int l = 0; l < order; l++)
                    sum += left ? factor(i, l) * solution(l, j) : solution(i, l) * factor(l, j);
                double residual = std::abs(sum - alpha * static_cast<double>(b.at(i, j)));
                worst = residual <= worst ? worst : residual;
            }
        CHECK(worst < 1e-5);
    }
}

void geam() {
    BlasSession session;
    for (int trial = 0; trial < 36; trial++) {
        int m = session.between(1, 20), n = session.between(1, 20);
        cublasOperation_t opA = operations[trial % 3], opB = operations[trial / 3 % 3];
        float alpha = scales[session.between(0, 2)], beta = scales[session.between(0, 2)];
        int rowsA = opA == CUBLAS_OP_N ? m : n, rowsB = opB == CUBLAS_OP_N ? m : n;
        TestMatrix a(rowsA, m + n - rowsA, rowsA + 1, session.random), b(rowsB, m + n - rowsB, rowsB + 2, session.random), c(m, n, m + 3, session.random);
        CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSgeam(session.handle, opA, opB, m, n, &alpha, a.device(), a.ld, &beta, b.device(), b.ld, c.device(), c.ld));
        c.expect([&](int i, int j) { return alpha * a.op(opA, i, j) + beta * b.op(opB, i, j); }, 1e-6);
    }
    TestMatrix a(5, 4, 6, session.random), b(5, 4, 7, session.random);
    float two = 2, one = 1;
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSgeam(session.handle, CUBLAS_OP_N, CUBLAS_OP_N, 5, 4, &two, a.device(), a.ld, &one, b.device(), b.ld, a.device(), a.ld));
    a.expect([&](int i, int j) { return 2.0 * a.at(i, j) + b.at(i, j); }, 1e-6);
    CHECK_EQUAL(CUBLAS_STATUS_INVALID_VALUE,
        cublasSgeam(session.handle, CUBLAS_OP_T, CUBLAS_OP_N, 5, 5, &two, a.device(), a.ld, &one, b.device(), b.ld, a.device(), a.ld));
}

// TF32 has 10 bits of mantissa: 1 + 2^-11 becomes 1, and only where it was asked for.
void tensorFloat() {
    BlasSession session;
    TestMatrix a(1, 1, 1, session.random), b(1, 1, 1, session.random), c(1, 1, 1, session.random);
    a.at(0, 0) = 1 + 0x1p-11f;
    b.at(0, 0) = 1;
    a.upload();
    b.upload();
    float one = 1, zero = 0;
    auto run = [&](cublasComputeType_t compute) {
        CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasGemmEx(session.handle, CUBLAS_OP_N, CUBLAS_OP_N, 1, 1, 1, &one, a.device(), CUDA_R_32F, 1, b.device(), CUDA_R_32F, 1, &zero,
            c.device(), CUDA_R_32F, 1, compute, CUBLAS_GEMM_DEFAULT));
    };
    run(CUBLAS_COMPUTE_32F);
    c.expect([](int, int) { return 1 + 0x1p-11; }, 0);
    run(CUBLAS_COMPUTE_32F_FAST_TF32);
    c.expect([](int, int) { return 1.0; }, 0);
    CHECK_EQUAL(CUBLAS_STATUS_SUCCESS, cublasSetMathMode(session.handle, CUBLAS_TF32_TENSOR_OP_MATH));
    run(CUBLAS_COMPUTE_32F_PEDANTIC);
    c.expect([](int, int) { return 1 + 0x1p-11; }, 0);
    run(CUBLAS_COMPUTE_32F);
    c.expect([](int, int) { return 1.0; }, 0);
}

}

int main() {
    gemm(false);
    gemm(true);
    syrk();
    trsm();
    geam();
    tensorFloat();
    CHECK_EQUAL(0, vdshEmuLiveAllocations());
    return outcome("cublas_products");
}
