// States the argument checks that all routines share.
#pragma once

#include "Cublas.h"

namespace vdsh::blas {

inline bool isOperation(cublasOperation_t operation) {
    return operation >= CUBLAS_OP_N && operation <= CUBLAS_OP_C;
}

inline bool isFill(cublasFillMode_t fill) {
    return fill == CUBLAS_FILL_MODE_LOWER || fill == CUBLAS_FILL_MODE_UPPER;
}

/// Whether `ld` is enough for a column of `rows` elements.
inline bool isLeading(int ld, int rows) {
    return ld >= (rows > 1 ? rows : 1);
}

}
