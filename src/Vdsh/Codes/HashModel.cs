// The trained network as a value: what training produces, what a file holds, and what turns one feature vector into one code.
using System.Collections.ObjectModel;
using CommunityToolkit.HighPerformance;
using Vdsh.Data;

namespace Vdsh.Codes;

/// <summary>
/// A hashing network: standardisation, hidden layers with ReLU, and a code layer whose signs are the bits. With augmented inputs (a last
/// element 1) layer m computes z W_m, where the last row of W_m is the bias..
/// <para>An item has the same code whether it is encoded alone, in a batch, or by a <see cref="HashEncoder"/> on the CPU backend.</para>
/// </summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed partial class HashModel : IHashEncoder
{
    private readonly float[][,] weights;
    private readonly int[] widths;
    private readonly int stride;
    private readonly ReadOnlyDictionary<string, string> metadata;

    /// <summary>Creates a model from its parts, which are kept, not copied: they must not change afterwards.</summary>
    /// <param name="weights">Augmented weights of the hidden layers and, last, the code layer: (inputs+1) x outputs each, the bias as the last row.</param>
    /// <param name="standardization">Mean and scale of the raw features.</param>
    /// <param name="objective">Name of the objective that the model was trained for.</param>
    /// <param name="codewords">The classes' codes, if the objective has them; as many bits as the code layer has outputs.</param>
    /// <param name="metadata">Anything worth keeping with the model: data set, seed, options.</param>
    /// <param name="trainingItems">Hashes of the training items; null where they are not known.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, a weight is not finite, or a metadata key belongs to the file format.</exception>
    public HashModel(
        IReadOnlyList<float[,]> weights,
        Standardization standardization,
        string objective,
        HashCodes? codewords = null,
        IEnumerable<KeyValuePair<string, string>>? metadata = null,
        ItemHashes? trainingItems = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(standardization);
        ArgumentException.ThrowIfNullOrEmpty(objective);
        this.weights = [.. weights];
        widths = [.. weights.Select(layer => layer.GetLength(1))];
        Standardization = standardization;
        Objective = objective;
        Codewords = codewords;
        TrainingItems = trainingItems;
        this.metadata = Merge([], metadata);
        CheckLayers();
        if (codewords is not null && codewords.Bits != Bits)
            throw new ArgumentException($"The code layer has {Bits} outputs, the codewords have {codewords.Bits} bits.", nameof(codewords));
        stride = Math.Max(InputColumns, widths.Max()) + 1;
        folded = new Lazy<float[,]?>(() => Fold(this.weights[0], Standardization));
    }

    private HashModel(HashModel source, ReadOnlyDictionary<string, string> metadata, ItemHashes? trainingItems)
    {
        weights = source.weights;
        widths = source.widths;
        stride = source.stride;
        folded = source.folded;
        Standardization = source.Standardization;
        Objective = source.Objective;
        Codewords = source.Codewords;
        TrainingItems = trainingItems;
        this.metadata = metadata;
    }

    /// <inheritdoc/>
    public int InputColumns => Standardization.Columns;

    /// <inheritdoc/>
    public int Bits => widths[^1];

    /// <summary>64-bit words of a code: ceil(<see cref="Bits"/> / 64).</summary>
    public int WordsPerCode => HashCodes.WordsFor(Bits);

    /// <summary>Number of layers, the code layer included.</summary>
    public int Layers => weights.Length;

    /// <summary>Number of hidden layers.</summary>
    public int HiddenLayers => weights.Length - 1;

    /// <summary>Outputs of each layer; the last number is <see cref="Bits"/>.</summary>
    public ReadOnlySpan<int> Widths => widths;

    /// <summary>Number of weights and biases (the edges of the network, with those of the bias units).</summary>
    public long Parameters => weights.Sum(layer => layer.LongLength);

    /// <summary>Name of the objective that the model was trained for.</summary>
    public string Objective { get; }

    /// <summary>What is done to raw features before the first layer.</summary>
    public Standardization Standardization { get; }

    /// <summary>The mean that is subtracted from each raw feature: <see cref="InputColumns"/> values.</summary>
    public ReadOnlySpan<float> Mean => Standardization.Mean;

    /// <summary>What the centred features are multiplied by.</summary>
    public float Scale => Standardization.Scale;

    /// <summary>The classes' codes, or null if the objective has none.</summary>
    public HashCodes? Codewords { get; }

    /// <summary>
    /// Hashes of the items that the model was trained on, by which an evaluation knows what training has seen; null
    /// where they are not known, as in models of earlier versions. Who has the model and an item can tell whether it
    /// was trained on.
    /// </summary>
    public ItemHashes? TrainingItems { get; }

    /// <summary>Strings that are kept with the model.</summary>
    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>Reads a model file.</summary>
    /// <param name="path">A real file; pipes are refused.</param>
    /// <param name="cancellation">Ends the wait for a pipe that nobody writes to.</param>
    /// <exception cref="InputException">There is no such file, or it is not a sound model.</exception>
    /// <exception cref="OperationCanceledException">The wait was given up.</exception>
    public static HashModel Load(string path, CancellationToken cancellation = default)
        => HashModelFile.Load(path, cancellation);

    /// <summary>Writes a model file: complete, or not at all. The same model gives the same bytes.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Save(string path) => HashModelFile.Save(this, path);

    /// <summary>The augmented weights of a layer: (inputs+1) x outputs, the bias as the last row.</summary>
    /// <param name="layer">0 for the first hidden layer to <see cref="Layers"/> - 1 for the code layer.</param>
    public ReadOnlySpan2D<float> Weights(int layer) => weights[layer];

    /// <summary>The same model with more metadata; an existing key gets the new value. The weights are shared.</summary>
    /// <exception cref="ArgumentException">A key belongs to the file format.</exception>
    public HashModel WithMetadata(IEnumerable<KeyValuePair<string, string>> additions)
        => new(this, Merge(metadata, additions), TrainingItems);

    /// <summary>The same model with one more metadata string.</summary>
    /// <inheritdoc cref="WithMetadata(IEnumerable{KeyValuePair{string, string}})"/>
    public HashModel WithMetadata(string key, string value) => WithMetadata([KeyValuePair.Create(key, value)]);

    /// <summary>
    /// Whether a layer could be the identity: a hidden layer with as many outputs as inputs, but not the first. What it
    /// takes in then is never negative, so that with the identity for its weights it passes everything, exactly.
    /// </summary>
    /// <param name="layer">0 for the first hidden layer to <see cref="Layers"/> - 1 for the code layer.</param>
    public bool MayBeIdentity(int layer) => layer > 0 && layer < HiddenLayers && widths[layer] == widths[layer - 1];

    /// <summary>The model without some hidden layers: it gives the codes that this one would give if they were exact
    /// identities. The weights are shared.</summary>
    /// <param name="layers">Layers of which <see cref="MayBeIdentity"/> says so.</param>
    /// <exception cref="ArgumentException">A layer cannot be left out.</exception>
    public HashModel WithoutLayers(IReadOnlyCollection<int> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        foreach (int layer in layers)
        {
            if (!MayBeIdentity(layer))
                throw new ArgumentException(
                    $"Layer {layer} cannot be left out: only hidden layers after the first, with as many outputs as "
                    + $"inputs, could be identities.", nameof(layers));
        }
        return new HashModel([.. weights.Where((_, layer) => !layers.Contains(layer))], Standardization, Objective,
            Codewords, metadata, TrainingItems);
    }

    /// <summary>
    /// The same model with other knowledge of its training items; null forgets them. The weights are shared.
    /// </summary>
    public HashModel WithTrainingItems(ItemHashes? items) => new(this, metadata, items);

    internal ReadOnlyMemory<float> WeightMemory(int layer) => weights[layer].AsMemory();

    private static ReadOnlyDictionary<string, string> Merge(IEnumerable<KeyValuePair<string, string>> old, IEnumerable<KeyValuePair<string, string>>? additions)
    {
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in old)
            merged[key] = value;
        foreach ((string key, string value) in additions ?? [])
        {
            ArgumentNullException.ThrowIfNull(value);
            if (HashModelFile.IsReserved(key))
                throw new ArgumentException($"The metadata key '{key}' belongs to the file format; choose another.");
            merged[key] = value;
        }
        return new ReadOnlyDictionary<string, string>(merged);
    }

    private void CheckLayers()
    {
        if (weights.Length == 0)
            throw new ArgumentException("A model needs at least the code layer.");
        int inputs = InputColumns;
        for (int layer = 0; layer < weights.Length; layer++)
        {
            int rows = weights[layer].GetLength(0);
            if (rows != inputs + 1 || widths[layer] == 0)
            {
                throw new ArgumentException(
                    $"The weights of layer {layer} are {rows} x {widths[layer]}; with {inputs} inputs and the bias they must have {inputs + 1} rows and at least one column.");
            }
            int fault = FeatureCheck.IndexOfNonFinite(weights[layer].AsSpan());
            if (fault >= 0)
            {
                (int row, int column) = Math.DivRem(fault, widths[layer]);
                throw new ArgumentException(
                    $"{(row == inputs ? $"The bias {column}" : $"The weight at row {row}, column {column}")} of layer {layer} is {weights[layer][row, column]}; all must be finite.");
            }
            inputs = widths[layer];
        }
        if (Bits > HashCodes.MaximumBits)
            throw new ArgumentException($"The code layer has {Bits} outputs; codes have at most {HashCodes.MaximumBits} bits.");
    }
}
