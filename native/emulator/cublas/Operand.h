// Gives matrices in device memory to the products, with every check that hardware leaves out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "Cublas.h"

namespace vdsh::blas {

/// A fault of an operand: the CUresult that the context gets, and what is wrong with which operand.
class OperandFault : public std::runtime_error {
public:
    OperandFault(int result, const std::string& message) : std::runtime_error(message), code(result) {}
    const int code;
};

/// Where an element must be readable: all of the matrix, or one triangle of it.
enum class Part { All, Lower, Upper, StrictlyLower, StrictlyUpper };

bool holds(Part part, std::size_t row, std::size_t column);

/// A column-major matrix of rows x columns floats, `ld` elements from column to column. Lives as long as the work that opened it.
class Operand {
public:
    /// Faults with CUDA_ERROR_ILLEGAL_ADDRESS where the range is not inside one allocation, CUDA_ERROR_MISALIGNED_ADDRESS where it is not aligned to a float.
    Operand(const char* name, const void* address, std::size_t rows, std::size_t columns, std::size_t ld);

    /// Faults with CUDA_ERROR_LAUNCH_FAILED where an element of the part was never written.
    void requireInitialized(Part part = Part::All) const;
    /// Faults with CUDA_ERROR_LAUNCH_FAILED where the other operand shares an element: the result would depend on the order of the threads.
    void requireDisjoint(const Operand& other) const;

    float at(std::size_t row, std::size_t column) const { return values[column * ld + row]; }
    void set(std::size_t row, std::size_t column, float value);

    const std::size_t rows;
    const std::size_t columns;

private:
    const char* name;
    std::size_t ld;
    float* values = nullptr;
    unsigned char* initialized = nullptr;
};

/// op(X) as a dense column-major array of rows x columns (of op(X)), rounded to TF32 where asked.
std::vector<float> dense(const Operand& operand, cublasOperation_t operation, bool tensorFloat);

}
