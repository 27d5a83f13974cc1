// Numbers of PTX text: decimal, hexadecimal, octal, binary, and the exact hexadecimal floats 0f and 0d.
#pragma once

#include "Type.h"

#include <cstdint>
#include <string>

namespace vdsh {

/// Reads a number as the bits of a type. False where the text is none.
bool parseNumber(const std::string& text, const Type& type, std::uint64_t& bits);

}
