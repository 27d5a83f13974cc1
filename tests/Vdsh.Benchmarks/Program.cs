// Micro-benchmarks of the hot paths, kept per processor; "vdsh bench" measures the whole jobs against the machine's peak.
using BenchmarkDotNet.Running;
using Vdsh.Benchmarks;

if (args is ["folder"])
{
    Console.WriteLine(Archive.ProcessorFolder);
    return 0;
}
if (args is ["quick" or "full", .. string[] rest])
    return Archive.Run(quick: args[0] == "quick", rest);
BenchmarkSwitcher.FromAssembly(typeof(Archive).Assembly).Run(args);
return 0;
