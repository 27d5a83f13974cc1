namespace Vdsh.Peers.Training;

/// <summary>One whole training, from the first step to a step length of zero.</summary>
/// <param name="Setting">What was chosen.</param>
/// <param name="Passes">Passes over the training items.</param>
/// <param name="Wall">Seconds, without reading data, encoding and evaluating.</param>
/// <param name="Cpu">Processor seconds of all threads in that time.</param>
/// <param name="Map">Tie-aware mean average precision of the test queries in the training items.</param>
internal sealed record TrainingMeasurement(string Setting, int Passes, double Wall, double Cpu, double Map);
