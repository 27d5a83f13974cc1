// The few device properties that the engine reads.
namespace Vdsh.Cuda.Driver;

/// <summary>CUdevice_attribute.</summary>
internal enum DeviceAttribute
{
    /// <summary>CU_DEVICE_ATTRIBUTE_CLOCK_RATE, in kHz.</summary>
    ClockRate = 13,

    /// <summary>CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT.</summary>
    MultiprocessorCount = 16,

    /// <summary>CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE, in kHz.</summary>
    MemoryClockRate = 36,

    /// <summary>CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH, in bits.</summary>
    MemoryBusWidth = 37,

    /// <summary>CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR.</summary>
    ComputeCapabilityMajor = 75,

    /// <summary>CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR.</summary>
    ComputeCapabilityMinor = 76,
}
