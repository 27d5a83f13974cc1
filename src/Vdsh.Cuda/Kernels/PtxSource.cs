// The kernels travel inside the assembly; developers may load others from a folder.
using System.Text;

namespace Vdsh.Cuda.Kernels;

/// <summary>The PTX of a kernel family.</summary>
internal static class PtxSource
{
    /// <summary>Names a folder of .ptx files that replace the embedded ones.</summary>
    public const string FolderVariable = "VDSH_CUDA_PTX";

    /// <summary>The PTX text of a family, as UTF-8.</summary>
    /// <param name="family">Name of the .cu file without its ending.</param>
    /// <exception cref="FileNotFoundException">The folder named by the environment has no such file.</exception>
    public static byte[] Read(string family)
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        if (!string.IsNullOrEmpty(folder))
        {
            string path = Path.Combine(folder, family + ".ptx");
            return File.Exists(path)
                ? File.ReadAllBytes(path)
                : throw new FileNotFoundException($"{FolderVariable} names '{folder}', but there is no {family}.ptx in it; correct the variable or unset it.", path);
        }
        string name = $"Vdsh.Cuda.{family}.ptx";
        using Stream stream = typeof(PtxSource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly was built without {name}; build it from a complete source tree.");
        byte[] text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }

    /// <summary>The same as a string.</summary>
    public static string ReadText(string family) => Encoding.UTF8.GetString(Read(family));
}
