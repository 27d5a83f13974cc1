// Multiplies dense matrices with sums in double, the reference that the engine's results are measured by.
#pragma once

#include <cstddef>
#include <vector>

namespace vdsh::blas {

/// A factor pair: `a` is m x k and `b` k x n, both dense and column-major.
struct Factors {
    const std::vector<float>& a;
    const std::vector<float>& b;
    std::size_t m;
    std::size_t n;
    std::size_t k;
};

/// Adds up columns first .. first + count - 1 (count <= 4) of a*b into `sums` (m x count, column-major), each sum in the order of k.
void multiplyColumns(const Factors& factors, std::size_t first, std::size_t count, double* sums);

}
