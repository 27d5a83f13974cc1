namespace Vdsh.Cli.Selftest;

/// <summary>What bounds the speed of an operation.</summary>
internal enum WorkKind
{
    /// <summary>Device memory: bytes read and written, against the device's bandwidth.</summary>
    Memory,

    /// <summary>Arithmetic: floating-point operations, against the device's peak.</summary>
    Arithmetic,

    /// <summary>The way between host and device: bytes, without a known peak.</summary>
    Transfer,

    /// <summary>Comparing codes, which stay in caches: bytes compared, without a known peak.</summary>
    Comparison,
}
