// Generic addresses of shared memory lie in a window where no host address can be.
#pragma once

#include <cstdint>

namespace vdsh {

constexpr std::uint64_t SharedWindow = std::uint64_t(0x70) << 56;
constexpr std::uint64_t SharedWindowSize = std::uint64_t(1) << 32;

}
