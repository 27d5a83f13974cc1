// Checks operands element by element.
#include "Operand.h"

#include <cstring>

#include "../driver/EmulatorInterface.h"

namespace vdsh::blas {

namespace {

constexpr int illegalAddress = 700;
constexpr int misalignedAddress = 716;
constexpr int launchFailed = 719;

// To nearest, ties to even, at 10 bits of mantissa; infinities and NaN stay.
float roundToTensorFloat(float value) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    if ((bits & 0x7f800000u) == 0x7f800000u)
        return value;
    bits += 0xfffu + ((bits >> 13) & 1u);
    bits &= ~0x1fffu;
    std::memcpy(&value, &bits, sizeof bits);
    return value;
}

}

bool holds(Part part, std::size_t row, std::size_t column) {
    switch (part) {
        case Part::All:
            return true;
        case Part::Lower:
            return row >= column;
        case Part::Upper:
            return row <= column;
        case Part::StrictlyLower:
            return row > column;
        case Part::StrictlyUpper:
            return row < column;
    }
    return false;
}

Operand::Operand(const char* operandName, const void* address, std::size_t rowCount, std::size_t columnCount, std::size_t leading)
    : rows(rowCount), columns(columnCount), name(operandName), ld(leading) {
    if (rows == 0 || columns == 0)
        return;
    auto start = reinterpret_cast<std::uint64_t>(address);
    std::string shape = "operand " + std::string(name) + " (" + std::to_string(rows) + " x " + std::to_string(columns) + ", ld " + std::to_string(ld) + ")";
    if (start % sizeof(float) != 0)
        throw OperandFault(misalignedAddress, shape + " is not aligned to 4 bytes");
    VdshEmuRange range;
    if (!vdshEmuFindRange(start, ((columns - 1) * ld + rows) * sizeof(float), &range))
        throw OperandFault(illegalAddress, shape + " does not lie inside one allocation of device memory");
    values = reinterpret_cast<float*>(range.bytes);
    initialized = range.initialized;
}

void Operand::requireInitialized(Part part) const {
    if (!values)
        return;
    for (std::size_t column = 0; column < columns; column++) {
        const unsigned char* flags = initialized + column * ld * sizeof(float);
        // Whole columns at once: looking at every flag by itself would cost as much as a small product.
        if (part == Part::All && !std::memchr(flags, 0, rows * sizeof(float)))
            continue;
        for (std::size_t row = 0; row < rows; row++)
            if (holds(part, row, column) && std::memchr(flags + row * sizeof(float), 0, sizeof(float)))
                throw OperandFault(launchFailed,
                    "operand " + std::string(name) + " is read at row " + std::to_string(row) + ", column " + std::to_string(column) + ", which was never written");
    }
}

void Operand::requireDisjoint(const Operand& other) const {
    if (!values || !other.values)
        return;
    for (std::size_t mine = 0, theirs = 0; mine < columns && theirs < other.columns;) {
        const float* start = values + mine * ld;
        const float* otherStart = other.values + theirs * other.ld;
        if (start + rows <= otherStart)
            mine++;
        else if (otherStart + other.rows <= start)
            theirs++;
        else
            throw OperandFault(launchFailed, "operands " + std::string(name) + " and " + other.name + " overlap, but one of them is written");
    }
}

void Operand::set(std::size_t row, std::size_t column, float value) {
    std::size_t place = column * ld + row;
    values[place] = value;
    std::memset(initialized + place * sizeof(float), 1, sizeof(float));
}

std::vector<float> dense(const Operand& operand, cublasOperation_t operation, bool tensorFloat) {
    bool transposed = operation != CUBLAS_OP_N;
    std::size_t rows = transposed ? operand.columns : operand.rows;
    std::size_t columns = transposed ? operand.rows : operand.columns;
    std::vector<float> result(rows * columns);
    for (std::size_t column = 0; column < columns; column++)
        for (std::size_t row = 0; row < rows; row++)
            result[column * rows + row] = transposed ? operand.at(column, row) : operand.at(row, column);
    if (tensorFloat)
        for (float& value : result)
            value = roundToTensorFloat(value);
    return result;
}

}
