// Models and checkpoints are safetensors files, so that Python tools open them too and loading one never runs foreign code.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Vdsh.Data.Formats;

namespace Vdsh.Data;

/// <summary>
/// An open safetensors file. <see cref="Open"/> checks the whole header (sizes, types, overlaps, gaps, length of the file) before it returns;
/// tensors are then read by name straight into the caller's memory. Safe for concurrent readers.
/// Format: 8 bytes little-endian header length, JSON header, data; see https://github.com/huggingface/safetensors.
/// </summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public sealed class SafetensorsReader : IDisposable
{
    private const int ChunkBytes = 1 << 24;
    private const string OutOfOrder = "tensors are read out of order";

    private readonly SafeFileHandle handle;
    private readonly SafetensorsHeader header;
    private readonly long dataStart;

    private SafetensorsReader(string path, SafeFileHandle handle)
    {
        Path = path;
        this.handle = handle;
        Span<byte> prefix = stackalloc byte[8];
        long length = RandomAccess.GetLength(handle);
        if (length < prefix.Length)
            throw new InputException($"{path} has {length} bytes, too few for a safetensors file; it is truncated or of another kind.");
        ReadBytes(prefix, 0);
        if (prefix[1..6].SequenceEqual("NUMPY"u8))
            throw new InputException($"{path} is a NumPy array, not a safetensors file; name a file that vdsh wrote as a model.");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > SafetensorsHeader.MaximumLength)
            throw new InputException($"{path} is not a safetensors file (a header of {headerLength} bytes cannot be); check the path.");
        if ((long)headerLength > length - prefix.Length)
            throw new InputException($"{path} has {length} bytes but announces a header of {headerLength}; it is truncated or of another kind: copy or write it again.");
        dataStart = prefix.Length + (long)headerLength;
        byte[] json = new byte[headerLength];
        ReadBytes(json, prefix.Length);
        header = SafetensorsHeader.Parse(json, length - dataStart, path);
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>The string pairs of the header.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => header.Tensors;

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">A real file: tensors are read out of order, which a pipe cannot do.</param>
    /// <param name="cancellation">Ends the wait for a pipe that nobody writes to.</param>
    /// <exception cref="InputException">There is no such file, it cannot be read, or it is not a valid safetensors file.</exception>
    /// <exception cref="OperationCanceledException">The wait was given up.</exception>
    public static SafetensorsReader Open(string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new InputException($"{path} is a directory; name a file.");
        if (path == InputSource.StandardInput)
            throw InputSource.NoFile(path, OutOfOrder);
        SafeFileHandle? handle = null;
        try
        {
            handle = InputWait.For(() => File.OpenHandle(path), cancellation);
            return new SafetensorsReader(path, handle);
        }
        catch (Exception exception)
        {
            handle?.Dispose();
            throw exception switch
            {
                InputException => exception,
                FileNotFoundException or DirectoryNotFoundException => new InputException($"{path} does not exist; check the path.", exception),
                NotSupportedException => InputSource.NoFile(path, OutOfOrder),
                IOException or UnauthorizedAccessException => Unreadable(path, exception),
                _ => exception,
            };
        }
    }

    /// <summary>Reads a tensor that must have a given shape.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="destination">Receives the elements, row-major; exactly as long as the shape demands.</param>
    /// <param name="shape">Expected sizes, outermost dimension first.</param>
    /// <exception cref="InputException">There is no such tensor, it has another type or shape, or the file cannot be read.</exception>
    public void Read<T>(string name, Span<T> destination, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        TensorInfo tensor = Describe<T>(name);
        if (!tensor.Shape.SequenceEqual(shape))
            throw new InputException(
                $"{Path}: tensor {MessageText.Quote(name)} is {tensor}, expected "
                    + $"{new TensorInfo(name, tensor.Type, shape.ToArray(), 0, 0)}; the file does not fit.");
        Read(tensor, destination);
    }

    /// <summary>Reads a tensor of any shape into a new array, row-major.</summary>
    /// <exception cref="InputException">There is no such tensor, it has another type or is too large for an array, or the file cannot be read.</exception>
    public T[] Read<T>(string name) where T : unmanaged
    {
        TensorInfo tensor = Describe<T>(name);
        if (tensor.Count > Array.MaxLength)
            throw new InputException(
                $"{Path}: tensor {MessageText.Quote(name)}, {tensor}, is larger than {Array.MaxLength} elements; split "
                    + "it.");
        T[] values = new T[tensor.Count];
        Read(tensor, values.AsSpan());
        return values;
    }

    /// <summary>The description of a tensor that must exist.</summary>
    /// <exception cref="InputException">There is no such tensor.</exception>
    public TensorInfo Describe(string name) => Tensors.TryGetValue(name, out TensorInfo? tensor)
        ? tensor
        : throw new InputException(
            $"{Path} has no tensor {MessageText.Quote(name)}; the file is of another kind or incomplete.");

    /// <summary>Closes the file.</summary>
    public void Dispose() => handle.Dispose();

    private TensorInfo Describe<T>(string name) where T : unmanaged
    {
        TensorInfo tensor = Describe(name);
        TensorType wanted = TensorInfo.TypeOf<T>();
        return tensor.Type == wanted
            ? tensor
            : throw new InputException(
                $"{Path}: tensor {MessageText.Quote(name)} is {tensor}, expected {wanted}; convert it.");
    }

    private void Read<T>(TensorInfo tensor, Span<T> destination) where T : unmanaged
    {
        if (destination.Length != tensor.Count)
            throw new ArgumentException(
                $"The destination has {destination.Length} elements, tensor {MessageText.Quote(tensor.Name)} {tensor} "
                    + $"has {tensor.Count}.");
        int chunk = ChunkBytes / TensorInfo.SizeOf(tensor.Type);
        for (int start = 0; start < destination.Length; start += chunk)
        {
            Span<T> part = destination.Slice(start, Math.Min(chunk, destination.Length - start));
            ReadBytes(MemoryMarshal.AsBytes(part), dataStart + tensor.Begin + (long)start * TensorInfo.SizeOf(tensor.Type));
        }
    }

    private void ReadBytes(Span<byte> destination, long offset)
    {
        try
        {
            while (destination.Length > 0)
            {
                int read = RandomAccess.Read(handle, destination, offset);
                if (read == 0)
                    throw new InputException($"{Path} ended while it was being read; was it overwritten? Try again.");
                destination = destination[read..];
                offset += read;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(Path, exception);
        }
    }

    private static InputException Unreadable(string path, Exception exception)
        => new($"{path} cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
}
