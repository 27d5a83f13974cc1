// Implements creation, settings and stream order of cuBLAS handles.
#include "Handle.h"

#include <cstdio>
#include <exception>
#include <mutex>

#include "../driver/EmulatorInterface.h"
#include "../driver/HandleTable.h"
#include "Operand.h"

namespace vdsh::blas {

namespace {

struct Handles {
    std::mutex mutex;
    HandleTable<cublasHandle_t, Handle> table;
};

Handles& handles() {
    // Never destroyed: handles may be used until the very end of the process.
    static Handles* all = new Handles;
    return *all;
}

void runWork(void* state, VdshEmuReport* report) {
    try {
        (*static_cast<std::function<void()>*>(state))();
    } catch (const OperandFault& fault) {
        report->code = fault.code;
        std::snprintf(report->message, sizeof report->message, "%s", fault.what());
    } catch (const std::exception& error) {
        report->code = 999;
        std::snprintf(report->message, sizeof report->message, "the emulated product failed: %s", error.what());
    }
}

void releaseWork(void* state) {
    delete static_cast<std::function<void()>*>(state);
}

template <class Body>
cublasStatus_t with(cublasHandle_t handle, Body body) {
    std::shared_ptr<Handle> found = find(handle);
    return found ? body(*found) : CUBLAS_STATUS_NOT_INITIALIZED;
}

}

std::shared_ptr<Handle> find(cublasHandle_t handle) {
    std::lock_guard<std::mutex> lock(handles().mutex);
    return handles().table.find(handle);
}

cublasStatus_t enqueue(const Handle& handle, const char* what, std::function<void()> work) {
    CUresult result = vdshEmuEnqueue(handle.stream, what, runWork, new std::function<void()>(std::move(work)), releaseWork);
    return result == 0 ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_EXECUTION_FAILED;
}

}

using namespace vdsh::blas;

cublasStatus_t cublasCreate_v2(cublasHandle_t* handle) {
    if (!handle)
        return CUBLAS_STATUS_INVALID_VALUE;
    auto created = std::make_shared<Handle>();
    // A token of the real workspace, so that an allocation can fail here and a handle that is never destroyed shows as a leak.
    constexpr std::size_t workspaceBytes = 4096;
    CUresult result = cuMemAlloc_v2(&created->workspace, workspaceBytes);
    if (result == 2)
        return CUBLAS_STATUS_ALLOC_FAILED;
    if (result != 0)
        return CUBLAS_STATUS_NOT_INITIALIZED;
    std::lock_guard<std::mutex> lock(handles().mutex);
    *handle = handles().table.add(created);
    return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasDestroy_v2(cublasHandle_t handle) {
    std::shared_ptr<Handle> found = find(handle);
    if (!found)
        return CUBLAS_STATUS_NOT_INITIALIZED;
    {
        std::lock_guard<std::mutex> lock(handles().mutex);
        handles().table.remove(handle);
    }
    // Its result says how earlier work ended, not whether the handle is gone.
    cuMemFree_v2(found->workspace);
    return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasGetVersion_v2(cublasHandle_t handle, int* version) {
    return with(handle, [&](Handle&) {
        if (!version)
            return CUBLAS_STATUS_INVALID_VALUE;
        constexpr int asCuda12 = 120000;
        *version = asCuda12;
        return CUBLAS_STATUS_SUCCESS;
    });
}

cublasStatus_t cublasSetStream_v2(cublasHandle_t handle, CUstream stream) {
    return with(handle, [&](Handle& found) {
        found.stream = stream;
        return CUBLAS_STATUS_SUCCESS;
    });
}

cublasStatus_t cublasGetStream_v2(cublasHandle_t handle, CUstream* stream) {
    return with(handle, [&](Handle& found) {
        if (!stream)
            return CUBLAS_STATUS_INVALID_VALUE;
        *stream = found.stream;
        return CUBLAS_STATUS_SUCCESS;
    });
}

cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode) {
    return with(handle, [&](Handle& found) {
        int base = mode & ~CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION;
        if (base < CUBLAS_DEFAULT_MATH || base > CUBLAS_TF32_TENSOR_OP_MATH)
            return CUBLAS_STATUS_INVALID_VALUE;
        found.math = mode;
        return CUBLAS_STATUS_SUCCESS;
    });
}

cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t* mode) {
    return with(handle, [&](Handle& found) {
        if (!mode)
            return CUBLAS_STATUS_INVALID_VALUE;
        *mode = found.math;
        return CUBLAS_STATUS_SUCCESS;
    });
}

// The device mode is refused rather than imitated: nothing of ours uses it.
cublasStatus_t cublasSetPointerMode_v2(cublasHandle_t handle, cublasPointerMode_t mode) {
    return with(handle, [&](Handle&) {
        if (mode == CUBLAS_POINTER_MODE_HOST)
            return CUBLAS_STATUS_SUCCESS;
        return mode == CUBLAS_POINTER_MODE_DEVICE ? CUBLAS_STATUS_NOT_SUPPORTED : CUBLAS_STATUS_INVALID_VALUE;
    });
}

cublasStatus_t cublasGetPointerMode_v2(cublasHandle_t handle, cublasPointerMode_t* mode) {
    return with(handle, [&](Handle&) {
        if (!mode)
            return CUBLAS_STATUS_INVALID_VALUE;
        *mode = CUBLAS_POINTER_MODE_HOST;
        return CUBLAS_STATUS_SUCCESS;
    });
}
