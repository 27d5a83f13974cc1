// Literal forms of the PTX ISA.
#include "Number.h"

#include <cctype>
#include <cstdlib>
#include <cstring>

namespace vdsh {

namespace {

std::uint64_t bitsOf(double value, const Type& type) {
    std::uint64_t bits = 0;
    if (type.isFloat() && type.size == 4) {
        const float single = static_cast<float>(value);
        std::memcpy(&bits, &single, sizeof single);
    } else {
        std::memcpy(&bits, &value, sizeof value);
    }
    return bits;
}

}

bool parseNumber(const std::string& text, const Type& type, std::uint64_t& bits) {
    if (text.empty() || !std::isdigit(static_cast<unsigned char>(text[0])))
        return false;
    char* end = nullptr;
    const char kind = text.size() > 2 && text[0] == '0' ? static_cast<char>(std::tolower(text[1])) : '\0';
    if (kind == 'f' || kind == 'd') {
        const std::uint64_t raw = std::strtoull(text.c_str() + 2, &end, 16);
        const bool single = kind == 'f';
        if (*end || text.size() != (single ? 10u : 18u))
            return false;
        bits = raw;
        if (single && type.isFloat() && type.size == 8) {
            float value;
            const auto low = static_cast<std::uint32_t>(raw);
            std::memcpy(&value, &low, sizeof value);
            bits = bitsOf(value, type);
        } else if (!single && type.isFloat() && type.size == 4) {
            double value;
            std::memcpy(&value, &raw, sizeof value);
            bits = bitsOf(value, type);
        }
        return true;
    }
    if (text.find('.') != std::string::npos) {
        bits = bitsOf(std::strtod(text.c_str(), &end), type);
        return *end == '\0';
    }
    if (kind == 'b')
        bits = std::strtoull(text.c_str() + 2, &end, 2);
    else
        bits = std::strtoull(text.c_str(), &end, 0);
    while (*end == 'U' || *end == 'u')
        ++end;
    if (*end)
        return false;
    if (type.isFloat())
        bits = bitsOf(static_cast<double>(bits), type);
    return true;
}

}
