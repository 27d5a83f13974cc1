// Loading PTX compiles it; these options say where the compiler's log goes.
namespace Vdsh.Cuda.Driver;

/// <summary>CUjit_option.</summary>
internal enum JitOption
{
    /// <summary>CU_JIT_ERROR_LOG_BUFFER.</summary>
    ErrorLogBuffer = 5,

    /// <summary>CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES.</summary>
    ErrorLogBufferSizeBytes = 6,
}
