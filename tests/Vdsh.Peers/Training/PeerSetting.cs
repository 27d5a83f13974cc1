// What somebody who trains with backpropagation would try.
namespace Vdsh.Peers.Training;

/// <summary>A setting of the PyTorch trainer.</summary>
/// <param name="Identity">Square hidden layers start as the identity; otherwise Kaiming everywhere.</param>
/// <param name="Batch">Rows of a mini-batch.</param>
/// <param name="Rate">First learning rate of Adam.</param>
/// <param name="Rounded">Whether products are of bfloat16 (autocast).</param>
internal sealed record PeerSetting(bool Identity, int Batch, double Rate, bool Rounded = false)
{
    /// <summary>Both initialisations, both batches and both rates, in float32.</summary>
    public static IReadOnlyList<PeerSetting> All { get; } =
        [.. from identity in (bool[])[true, false] from batch in (int[])[512, 128] from rate in (double[])[2e-3, 3e-4] select new PeerSetting(identity, batch, rate)];

    public override string ToString() => FormattableString.Invariant($"{(Identity ? "identity" : "Kaiming")}, batch {Batch}, rate {Rate}{(Rounded ? ", bf16" : "")}");
}
