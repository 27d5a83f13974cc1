// Every status of the driver and of cuBLAS passes here, so that no failure is lost and every message has the same form.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Vdsh.Cuda.Cublas;

namespace Vdsh.Cuda.Driver;

/// <summary>Turns results into exceptions.</summary>
internal static unsafe partial class ResultCheck
{
    /// <summary>Throws where a driver call failed.</summary>
    /// <param name="result">What it returned.</param>
    /// <param name="detail">More to say: a build log, or how to mend it.</param>
    /// <param name="call">The call as written.</param>
    /// <exception cref="CudaException">The result is not success.</exception>
    public static void ThrowIfFailed(this CUResult result, string? detail = null, [CallerArgumentExpression(nameof(result))] string call = "")
    {
        if (result != CUResult.Success)
            Throw(result, detail, call);
    }

    /// <summary>Throws where a call of cuBLAS failed.</summary>
    /// <exception cref="CudaException">The status is not success.</exception>
    public static void ThrowIfFailed(this CublasStatus status, [CallerArgumentExpression(nameof(status))] string call = "")
    {
        if (status != CublasStatus.Success)
            throw new CudaException(status, $"{Shorten(call)} failed: {status.Symbol()} ({(int)status}).");
    }

    /// <summary>The symbolic name, such as CUDA_ERROR_NO_DEVICE.</summary>
    public static string Symbol(this CUResult result)
    {
        nint text = 0;
        if (NativeLibraries.DriverSearch.Exports(nameof(DriverNative.cuGetErrorName)) && DriverNative.cuGetErrorName(result, &text) == CUResult.Success && text != 0)
            return Marshal.PtrToStringUTF8(text)!;
        return Enum.IsDefined(result) ? "CUDA" + Capital().Replace(result.ToString(), "_$0").ToUpperInvariant() : "an unknown CUDA error";
    }

    private static void Throw(CUResult result, string? detail, string call)
    {
        nint text = 0;
        bool explains = NativeLibraries.DriverSearch.Exports(nameof(DriverNative.cuGetErrorString)) && DriverNative.cuGetErrorString(result, &text) == CUResult.Success && text != 0;
        string words = explains ? ", " + Marshal.PtrToStringUTF8(text) : "";
        string more = string.IsNullOrWhiteSpace(detail) ? "" : " " + detail.Trim();
        throw new CudaException(result, $"{Shorten(call)} failed: {result.Symbol()} ({(int)result}{words}).{more}");
    }

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();

    // The class name before the entry point says nothing to the reader of the message.
    private static string Shorten(string call) => call
        .Replace(nameof(DriverNative) + ".", "", StringComparison.Ordinal)
        .Replace(nameof(CublasNative) + ".", "", StringComparison.Ordinal);
}
