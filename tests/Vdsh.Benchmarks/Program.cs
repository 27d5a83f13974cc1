// Micro-benchmarks of the hot paths; "vdsh bench" measures the whole jobs against the machine's peak.
using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Vdsh.Benchmarks.ProductBenchmarks).Assembly).Run(args);
