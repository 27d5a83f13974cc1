// Models the cuBLAS handle: stream, modes and the workspace that a real one allocates.
#pragma once

#include <functional>
#include <memory>

#include "Cublas.h"

namespace vdsh::blas {

struct Handle {
    CUstream stream = nullptr;
    cublasMath_t math = CUBLAS_DEFAULT_MATH;
    CUdeviceptr workspace = 0;

    bool tensorFloat() const { return (math & ~CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION) == CUBLAS_TF32_TENSOR_OP_MATH; }
};

/// Null where the handle was never created or is destroyed.
std::shared_ptr<Handle> find(cublasHandle_t handle);

/// Puts work into the handle's stream; it runs in stream order with device memory at its disposal. An exception that it throws is a fault of its operands.
cublasStatus_t enqueue(const Handle& handle, const char* what, std::function<void()> work);

}
