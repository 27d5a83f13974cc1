// Holds the one hot loop of the library.
#include "Product.h"

#include <algorithm>

// The wide clone does the same multiplications and additions, only four at a time; results are the same on every machine.
#if defined(__x86_64__)
#define VDSH_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define VDSH_WIDE
#endif

namespace vdsh::blas {

namespace {

VDSH_WIDE void addFour(const float* a, const double* b, std::size_t m, double* sums) {
    double* __restrict__ s0 = sums;
    double* __restrict__ s1 = sums + m;
    double* __restrict__ s2 = sums + 2 * m;
    double* __restrict__ s3 = sums + 3 * m;
    double b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3];
    for (std::size_t i = 0; i < m; i++) {
        double value = a[i];
        s0[i] += value * b0;
        s1[i] += value * b1;
        s2[i] += value * b2;
        s3[i] += value * b3;
    }
}

VDSH_WIDE void addOne(const float* a, double b, std::size_t m, double* __restrict__ sums) {
    for (std::size_t i = 0; i < m; i++)
        sums[i] += a[i] * b;
}

}

void multiplyColumns(const Factors& factors, std::size_t first, std::size_t count, double* sums) {
    std::fill(sums, sums + factors.m * count, 0.0);
    for (std::size_t l = 0; l < factors.k; l++) {
        const float* a = factors.a.data() + l * factors.m;
        const float* b = factors.b.data() + first * factors.k + l;
        if (count == 4) {
            double four[4] = {b[0], b[factors.k], b[2 * factors.k], b[3 * factors.k]};
            addFour(a, four, factors.m, sums);
        } else {
            for (std::size_t j = 0; j < count; j++)
                addOne(a, b[j * factors.k], factors.m, sums + j * factors.m);
        }
    }
}

}
