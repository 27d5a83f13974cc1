namespace Vdsh.Evaluation;

/// <summary>What a hidden layer does, as <see cref="DepthAnalysis"/> found.</summary>
/// <param name="Layer">0 for the first hidden layer.</param>
/// <param name="Inputs">Width of what it takes in.</param>
/// <param name="Outputs">Its width.</param>
/// <param name="Distance"> Relative Frobenius distance from the identity, |W - I| / |I|, the bias being a part of W;
/// null where the layer could not be the identity.
/// </param>
/// <param name="MapLoss">What the map loses when this layer alone is made the exact identity; null where it cannot
/// be.</param>
/// <param name="IsNeeded">Whether it is one of the layers that the effective depth counts.</param>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record LayerDepth(int Layer, int Inputs, int Outputs, double? Distance, double? MapLoss, bool IsNeeded);
