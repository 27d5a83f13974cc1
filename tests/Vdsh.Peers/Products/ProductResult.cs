using Vdsh.Cli.Bench;

namespace Vdsh.Peers.Products;

/// <summary>Speeds of one product at one number of threads, each the best of many short repetitions in turns.</summary>
/// <param name="Shape">Sizes.</param>
/// <param name="Form">Which factor is transposed.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Peak">The processor's peak meanwhile, FLOP/s.</param>
/// <param name="Ours">FLOP/s.</param>
/// <param name="Theirs">The same of OpenBLAS.</param>
/// <param name="ShareAtClock">Our share of the peak that is measured directly after our product, at the same clock; the median of the repetitions.</param>
internal sealed record ProductResult(ProductShape Shape, string Form, int Threads, double Peak, double Ours, double Theirs, double ShareAtClock);
