namespace Vdsh.Training;

/// <summary>One layer at the end of a sweep, on its last mini-batch; in full-batch mode on all items after the accepted step.</summary>
/// <param name="OutputRms">Root mean square of the layer's outputs (after the ReLU; of the code layer: H).</param>
/// <param name="MultiplierRms">Root mean square of the multipliers that the layer's last step followed.</param>
/// <param name="RelativeStep">Root mean square of the last step over that of the weights.</param>
public sealed record LayerRecord(double OutputRms, double MultiplierRms, double RelativeStep);
