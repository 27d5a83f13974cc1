// PTX has one set of names for widths and interpretations; the parser, the decoder and the arithmetic share them here.
#pragma once

#include <cstddef>
#include <string>

namespace vdsh {

/// A fundamental PTX type: its width in bytes and how its bits are read. A predicate is one byte wide here.
struct Type {
    enum class Kind { Bits, Unsigned, Signed, Float, Predicate };

    Kind kind = Kind::Bits;
    std::size_t size = 4;

    bool isFloat() const { return kind == Kind::Float; }
    bool isSigned() const { return kind == Kind::Signed; }
    bool isPredicate() const { return kind == Kind::Predicate; }

    /// Reads a name without its dot, such as "f32". False where it is no type.
    static bool parse(const std::string& name, Type& type);
};

inline bool Type::parse(const std::string& name, Type& type) {
    if (name == "pred") {
        type = {Kind::Predicate, 1};
        return true;
    }
    if (name.size() < 2)
        return false;
    const std::string width = name.substr(1);
    const std::size_t size = width == "8" ? 1 : width == "16" ? 2 : width == "32" ? 4 : width == "64" ? 8 : 0;
    if (size == 0)
        return false;
    switch (name[0]) {
    case 'b': type = {Kind::Bits, size}; return true;
    case 'u': type = {Kind::Unsigned, size}; return true;
    case 's': type = {Kind::Signed, size}; return true;
    case 'f': type = {Kind::Float, size}; return size >= 4;
    default: return false;
    }
}

}
