// Generic addresses of shared and local memory lie in windows where no host address can be.
#pragma once

#include <cstdint>

namespace vdsh {

constexpr std::uint64_t WindowSize = std::uint64_t(1) << 32;
constexpr std::uint64_t SharedWindow = std::uint64_t(0x70) << 56;
constexpr std::uint64_t LocalWindow = std::uint64_t(0x71) << 56;

inline bool isInWindow(std::uint64_t address, std::uint64_t window) { return address - window < WindowSize; }

}
