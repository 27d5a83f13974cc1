// One question, "what is the code of this item?", is asked of trained networks and of the shallow baselines alike; evaluation sees only this.
using Vdsh.Data;

namespace Vdsh.Codes;

/// <summary>
/// Maps feature vectors to binary codes.
/// <para>Thread safety: implementations are safe for concurrent use, and codes do not depend on it.</para>
/// </summary>
public interface IHashEncoder
{
    /// <summary>Length of a code in bits.</summary>
    int Bits { get; }

    /// <summary>Number of features of an item that the encoder expects.</summary>
    int InputColumns { get; }

    /// <summary>Encodes every row, in order.</summary>
    /// <param name="features">n x <see cref="InputColumns"/>, raw: an encoder that standardises does it itself.</param>
    /// <returns>n codes of <see cref="Bits"/> bits.</returns>
    /// <exception cref="InputException">The items have another number of features.</exception>
    HashCodes Encode(FeatureMatrix features);
}
