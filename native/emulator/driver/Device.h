// States the properties of the one device that the emulator pretends to be.
#pragma once

#include <cstddef>

namespace vdsh::device {

constexpr const char* name = "Vdsh PTX emulator";
/// As CUDA 12.0, the youngest driver that reads PTX 8.0.
constexpr int driverVersion = 12000;
constexpr int newestPtx = 80;
constexpr int computeMajor = 7;
constexpr int computeMinor = 5;
constexpr int multiprocessors = 4;
constexpr unsigned maxThreads = 1024;
constexpr unsigned maxBlockZ = 64;
constexpr unsigned maxGridX = 2147483647;
constexpr unsigned maxGridYZ = 65535;
constexpr std::size_t sharedBytes = 48 * 1024;
constexpr std::size_t sharedBytesOptIn = 64 * 1024;
/// What cuFuncGetAttribute reports for every kernel: the most that lets 1024 threads fit in 65,536 registers.
constexpr int registersPerThread = 64;

/// The value of a CUdevice_attribute of this device; false where the attribute is not known.
bool attribute(int attribute, int& value);

}
