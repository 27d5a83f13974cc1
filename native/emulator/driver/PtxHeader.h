// Reads the directives at the head of a PTX text that decide whether this device and driver can load it at all.
#pragma once

#include <string>

namespace vdsh {

struct PtxHeader {
    /// 10 * major + minor of `.version`; 0 where it is missing.
    int version = 0;
    /// The number in `.target sm_N`; 0 where it is missing.
    int target = 0;

    static PtxHeader parse(const std::string& text);
};

}
