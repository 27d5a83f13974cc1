// The driver's result codes that the engine tells apart; all others keep their number.
namespace Vdsh.Cuda.Driver;

/// <summary>Result of a driver call; values not listed here are named by the driver itself.</summary>
public enum CUResult
{
    /// <summary>CUDA_SUCCESS.</summary>
    Success = 0,

    /// <summary>CUDA_ERROR_INVALID_VALUE.</summary>
    ErrorInvalidValue = 1,

    /// <summary>CUDA_ERROR_OUT_OF_MEMORY.</summary>
    ErrorOutOfMemory = 2,

    /// <summary>CUDA_ERROR_NOT_INITIALIZED.</summary>
    ErrorNotInitialized = 3,

    /// <summary>CUDA_ERROR_DEINITIALIZED: the process is ending.</summary>
    ErrorDeinitialized = 4,

    /// <summary>CUDA_ERROR_NO_DEVICE.</summary>
    ErrorNoDevice = 100,

    /// <summary>CUDA_ERROR_INVALID_DEVICE.</summary>
    ErrorInvalidDevice = 101,

    /// <summary>CUDA_ERROR_INVALID_PTX.</summary>
    ErrorInvalidPtx = 218,

    /// <summary>CUDA_ERROR_NOT_READY.</summary>
    ErrorNotReady = 600,

    /// <summary>CUDA_ERROR_ILLEGAL_ADDRESS.</summary>
    ErrorIllegalAddress = 700,

    /// <summary>CUDA_ERROR_LAUNCH_FAILED.</summary>
    ErrorLaunchFailed = 719,
}
