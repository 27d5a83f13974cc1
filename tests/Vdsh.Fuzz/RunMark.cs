// A stack overflow or a fault in unsafe code ends the process without a word; the mark says which input it was working on.
using System.IO.MemoryMappedFiles;
using System.Text;

namespace Vdsh.Fuzz;

/// <summary>Name, seed and number of the input that is being read, in a mapped file that outlives the process.</summary>
internal sealed class RunMark : IDisposable
{
    private const int Size = 4096, NameOffset = 16, LongestName = 64;

    private readonly string path;
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    private RunMark(string path)
    {
        this.path = path;
        file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, Size);
        view = file.CreateViewAccessor();
    }

    /// <summary>Makes the mark of a run.</summary>
    public static RunMark Create(string folder) => new(PathIn(folder));

    /// <summary>The input that a run was working on when its process died; null where none did.</summary>
    public static (string Reader, ulong Seed, long Number)? Left(string folder)
    {
        string path = PathIn(folder);
        if (!File.Exists(path))
            return null;
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        string name = Encoding.ASCII.GetString(bytes, NameOffset, LongestName).TrimEnd('\0');
        return name.Length == 0 ? null : (name, BitConverter.ToUInt64(bytes), BitConverter.ToInt64(bytes, 8));
    }

    public void Set(string reader, ulong seed, long number)
    {
        byte[] name = new byte[LongestName];
        Encoding.ASCII.GetBytes(reader, name);
        view.Write(0, seed);
        view.Write(8, number);
        view.WriteArray(NameOffset, name, 0, name.Length);
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
        File.Delete(path);
    }

    private static string PathIn(string folder) => Path.Combine(folder, "running");
}
