// Loads every kernel family once per backend and hands out its entries, checked.
using System.Text;
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Kernels;

/// <summary>The loaded modules of one context.</summary>
internal sealed class KernelModules : IDisposable
{
    private readonly CudaContext context;
    private readonly CudaStream stream;
    private readonly Dictionary<string, (CudaModule Module, Dictionary<string, int[]> Entries)> modules = [];

    /// <param name="context">Where they are loaded.</param>
    /// <param name="stream">Where their kernels are launched.</param>
    public KernelModules(CudaContext context, CudaStream stream)
    {
        this.context = context;
        this.stream = stream;
    }

    /// <summary>An entry; its family is compiled and loaded where it was not yet.</summary>
    /// <exception cref="CudaException">The driver refuses the PTX or lacks the entry.</exception>
    /// <exception cref="Data.InputException">The PTX has an entry twice, or parameters of types that are not passed.</exception>
    /// <exception cref="InvalidOperationException">The entry takes other parameters than the engine passes.</exception>
    public Kernel Get(KernelSignature signature)
    {
        if (!modules.TryGetValue(signature.Family, out var family))
        {
            string file = signature.Family + ".ptx";
            byte[] ptx = PtxSource.Read(signature.Family);
            // Read before the driver holds anything: a refusal leaves nothing loaded.
            Dictionary<string, int[]> entries = PtxEntries.Read(Encoding.UTF8.GetString(ptx), file);
            family = (context.LoadModulePTX(ptx, file), entries);
            modules.Add(signature.Family, family);
        }
        if (!family.Entries.TryGetValue(signature.Name, out int[]? sizes))
            throw new InvalidOperationException($"{signature.Family}.ptx has no entry {signature.Name}: the PTX belongs to another version; rebuild both together.");
        signature.Require(sizes);
        return new Kernel(new CudaKernel(signature.Name, family.Module), signature, stream);
    }

    /// <summary>Unloads all.</summary>
    public void Dispose()
    {
        foreach ((CudaModule module, _) in modules.Values)
            module.Dispose();
        modules.Clear();
    }
}
