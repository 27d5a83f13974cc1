namespace Vdsh.Training;

/// <summary>One layer at the end of a sweep: in its last mini-batch, or in full-batch mode on all items.</summary>
/// <param name="OutputRms">Root mean square of the layer's outputs (after the ReLU; of the code layer: H).</param>
/// <param name="MultiplierRms">Root mean square of the multipliers that the layer's last step followed.</param>
/// <param name="RelativeStep">Root mean square of the last change of the weights, bias and decay included, over that of the weights after it.</param>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record LayerRecord(double OutputRms, double MultiplierRms, double RelativeStep);
