// Finds `.version` and `.target` without the parser, which is not asked where a driver would refuse earlier.
#include "PtxHeader.h"

#include <cstdio>
#include <cstring>

namespace vdsh {

namespace {

// The text after a directive that starts a line, or null.
const char* directive(const std::string& text, const char* name) {
    std::size_t length = std::strlen(name);
    for (std::size_t line = 0; line < text.size();) {
        std::size_t start = text.find_first_not_of(" \t\r", line);
        if (start == std::string::npos)
            return nullptr;
        if (text.compare(start, length, name) == 0)
            return text.c_str() + start + length;
        std::size_t end = text.find('\n', start);
        if (end == std::string::npos)
            return nullptr;
        line = end + 1;
    }
    return nullptr;
}

}

PtxHeader PtxHeader::parse(const std::string& text) {
    PtxHeader header;
    int major = 0, minor = 0;
    const char* version = directive(text, ".version");
    if (version && std::sscanf(version, " %d.%d", &major, &minor) == 2)
        header.version = 10 * major + minor;
    const char* target = directive(text, ".target");
    if (target && std::sscanf(target, " sm_%d", &header.target) != 1)
        header.target = 0;
    return header;
}

}
