// Some tests need the real data sets; they look where a developer keeps them and are ignored, with the reason, where there are none.
using NUnit.Framework;

namespace Vdsh.Tests.Data;

internal static class RealData
{
    /// <summary>The data folder: $VDSH_DATA, else ../shared/datasets beside the repository. Ignores the test where there is none.</summary>
    /// <param name="subfolder">The folder of the data set in it.</param>
    /// <param name="file">A file that must be there too; null for none.</param>
    public static string FolderOrIgnore(string subfolder, string? file = null)
    {
        string? root = Environment.GetEnvironmentVariable("VDSH_DATA");
        if (string.IsNullOrEmpty(root))
        {
            DirectoryInfo? repository = new(TestContext.CurrentContext.TestDirectory);
            while (repository is not null && !File.Exists(Path.Combine(repository.FullName, "Vdsh.sln")))
                repository = repository.Parent;
            root = Path.Combine(repository?.FullName ?? ".", "..", "shared", "datasets");
        }
        if (!Directory.Exists(Path.Combine(root, subfolder)))
            Assert.Ignore($"The {subfolder} data set is not in {root}; set VDSH_DATA to the folder that holds it.");
        if (file is not null && !File.Exists(Path.Combine(root, subfolder, file)))
            Assert.Ignore($"{file} is not in {Path.Combine(root, subfolder)}.");
        return root;
    }
}
