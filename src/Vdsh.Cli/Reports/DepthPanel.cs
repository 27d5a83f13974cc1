namespace Vdsh.Cli.Reports;

/// <summary>What the hidden layers of a model are worth.</summary>
/// <param name="Heading">Whose layers, such as "codeword, 48 bits".</param>
/// <param name="Finding">The effective depth, in a sentence.</param>
/// <param name="Distances">Distance of each hidden layer from the identity; NaN where it could not be the
/// identity.</param>
/// <param name="Losses">What the map loses when the layer alone is made the identity; NaN likewise.</param>
/// <param name="Counts">Whether the layer is among those that the effective depth counts.</param>
internal sealed record DepthPanel(
    string Heading, string Finding, IReadOnlyList<double> Distances, IReadOnlyList<double> Losses,
        IReadOnlyList<bool> Counts);
