// Answers device attributes by their documented numbers.
#include "Device.h"

namespace vdsh::device {

namespace {

struct Attribute {
    int number;
    int value;
};

constexpr Attribute attributes[] = {
    {1, maxThreads},          // MAX_THREADS_PER_BLOCK
    {2, maxThreads},          // MAX_BLOCK_DIM_X
    {3, maxThreads},          // MAX_BLOCK_DIM_Y
    {4, maxBlockZ},           // MAX_BLOCK_DIM_Z
    {5, maxGridX},            // MAX_GRID_DIM_X
    {6, maxGridYZ},           // MAX_GRID_DIM_Y
    {7, maxGridYZ},           // MAX_GRID_DIM_Z
    {8, sharedBytes},         // MAX_SHARED_MEMORY_PER_BLOCK
    {9, 65536},               // TOTAL_CONSTANT_MEMORY
    {10, 32},                 // WARP_SIZE
    {11, maxGridX},           // MAX_PITCH
    {12, 65536},              // MAX_REGISTERS_PER_BLOCK
    {13, 1000000},            // CLOCK_RATE, kHz
    {14, 512},                // TEXTURE_ALIGNMENT
    {15, 1},                  // GPU_OVERLAP
    {16, multiprocessors},    // MULTIPROCESSOR_COUNT
    {17, 0},                  // KERNEL_EXEC_TIMEOUT
    {18, 0},                  // INTEGRATED
    {19, 1},                  // CAN_MAP_HOST_MEMORY
    {20, 0},                  // COMPUTE_MODE
    {31, 1},                  // CONCURRENT_KERNELS
    {32, 0},                  // ECC_ENABLED
    {33, 0},                  // PCI_BUS_ID
    {34, 0},                  // PCI_DEVICE_ID
    {35, 0},                  // TCC_DRIVER
    {36, 1000000},            // MEMORY_CLOCK_RATE, kHz
    {37, 128},                // GLOBAL_MEMORY_BUS_WIDTH, bits
    {38, 1 << 20},            // L2_CACHE_SIZE
    {39, maxThreads},         // MAX_THREADS_PER_MULTIPROCESSOR
    {40, 2},                  // ASYNC_ENGINE_COUNT
    {41, 1},                  // UNIFIED_ADDRESSING
    {50, 0},                  // PCI_DOMAIN_ID
    {75, computeMajor},       // COMPUTE_CAPABILITY_MAJOR
    {76, computeMinor},       // COMPUTE_CAPABILITY_MINOR
    {78, 0},                  // STREAM_PRIORITIES_SUPPORTED
    {81, sharedBytesOptIn},   // MAX_SHARED_MEMORY_PER_MULTIPROCESSOR
    {82, 65536},              // MAX_REGISTERS_PER_MULTIPROCESSOR
    {83, 0},                  // MANAGED_MEMORY
    {87, 32},                 // SINGLE_TO_DOUBLE_PRECISION_PERF_RATIO
    {95, 0},                  // COOPERATIVE_LAUNCH
    {97, sharedBytesOptIn},   // MAX_SHARED_MEMORY_PER_BLOCK_OPTIN
    {99, 0},                  // HOST_REGISTER_SUPPORTED
    {106, 16},                // MAX_BLOCKS_PER_MULTIPROCESSOR
    {115, 0},                 // MEMORY_POOLS_SUPPORTED
};

}

bool attribute(int number, int& value) {
    for (const Attribute& entry : attributes)
        if (entry.number == number) {
            value = entry.value;
            return true;
        }
    return false;
}

}
