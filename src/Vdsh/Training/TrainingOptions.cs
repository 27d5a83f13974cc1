// Everything a user may choose about training, with defaults that need no tuning per depth.
using Vdsh.Data;
using Vdsh.Training.Objectives;

namespace Vdsh.Training;

/// <summary>What to train and how. The defaults are meant to be left alone; none of them has to change with depth.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record TrainingOptions
{
    /// <summary>Largest number of bits of a code.</summary>
    public const int MaxBits = 4096;

    private const int FewItems = 10_000, SymbolBatches = 2000;
    private const int SymbolFirstLayers = 8;
    private const float UsualMixup = 0.3f, UsualDecay = 1e-5f, SymbolDecay = 0.1f;

    /// <summary>Bits b of a code, 1..<see cref="MaxBits"/>.</summary>
    public int Bits { get; init; } = 48;

    /// <summary>Number of hidden layers, at least 0 (a linear model).</summary>
    public int HiddenLayers { get; init; } = 4;

    /// <summary>
    /// Hidden layers that training starts with, at least 1; null takes 2 for the codeword objective and 4 for the others, which lose accuracy with 2 where
    /// classes are hard to tell apart; for <see cref="SymbolInputs"/> 8, so that more layers are of use in the end. The other layers start as the identity and are passed by, until they join while training goes on: a deep net then costs
    /// little more than a shallow one, and learns better. With <see cref="HiddenLayers"/> or more all take part from the first mini-batch on, as they always do
    /// in full-batch mode.
    /// </summary>
    public int? FirstLayers { get; init; }

    /// <summary>Nodes of every hidden layer, at least 1.</summary>
    public int Width { get; init; } = 1024;

    /// <summary>Name of the objective; see <see cref="ObjectiveCatalog.Names"/>.</summary>
    public string Objective { get; init; } = "codeword";

    /// <summary>Passes over the training items; null chooses the number from the amount of data.</summary>
    public int? Sweeps { get; init; }

    /// <summary>Rows of a mini-batch, at least 2; smaller training sets are one batch.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>Seed of the initial weights, the order of the items and the dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Share of the input features set to their mean in each mini-batch, in 0..1 (exclusive); null takes 0.2 up to 10,000 training items and 0.1 beyond. Not used in full-batch mode.</summary>
    public float? InputDropout { get; init; }

    /// <summary>
    /// Mixup: each row of a mini-batch takes up to this share of another row, and its labels likewise; 0..0.5, 0 for none. It acts where the
    /// objective reads labels as amounts (vdsh, dcwh), and not in full-batch mode; null takes 0.3, and 0 for
    /// <see cref="SymbolInputs"/>.
    /// </summary>
    public float? Mixup { get; init; }

    /// <summary>
    /// alpha of the proximal term, relative to the mean eigenvalue of a layer's input moment; null takes a rule: 20 for 64 hidden layers of
    /// 1024, and otherwise in proportion to the square root of the number of hidden nodes that take part, but at least 2,
    /// and with mini-batches at least <see cref="Width"/>/<see cref="Batch"/>: a few rows say little about many inputs.
    /// </summary>
    public float? Alpha { get; init; }

    /// <summary>Momentum mu of the consensus step, in 0..1 (exclusive).</summary>
    public float Momentum { get; init; } = 0.9f;

    /// <summary>First step length eta; it falls to 0 along a half cosine over the sweeps.</summary>
    public float Eta { get; init; } = 0.1f;

    /// <summary>
    /// Weight decay lambda, at least 0. Much of it, such as 0.1, keeps a net from learning its items by heart: it is
    /// what lets a deep one find rules that hold for other items too (docs/depth.md). Square hidden layers decay to the
    /// identity, all others to zero. Null takes 1e-5, and 0.1 for <see cref="SymbolInputs"/>.
    /// </summary>
    public float? WeightDecay { get; init; }

    /// <summary>Bound on the relative change of the net's outputs in one step; a hidden layer gets 1/sqrt(layers) of it.</summary>
    public float TrustRegion { get; init; } = 0.1f;

    /// <summary>
    /// Stops early when the best loss of the last three sweeps is not at least this fraction below the best loss before them, in 0..1; null never does. Only sweeps
    /// in which all layers take part count (<see cref="FirstLayers"/>).
    /// </summary>
    public double? Until { get; init; }

    /// <summary>Trains on all rows at once with a line search; the training loss then falls at every accepted step. A sweep is one such step.</summary>
    public bool FullBatch { get; init; }

    /// <summary>Folder that receives a checkpoint after every sweep; null writes none. A checkpoint that is there already is not overwritten unless <see cref="Resume"/> is set.</summary>
    public string? CheckpointDirectory { get; init; }

    /// <summary>Continues from the checkpoint in <see cref="CheckpointDirectory"/>, to the identical result; starts afresh where there is none yet.</summary>
    public bool Resume { get; init; }

    /// <summary>The alpha that applies once all layers take part: the given one, or the rule's.</summary>
    public float EffectiveAlpha => AlphaOf(HiddenLayers);

    /// <summary>The hidden layers that training starts with: the given number, or the rule's.</summary>
    public int EffectiveFirstLayers => Math.Min(HiddenLayers, FirstLayers ?? ObjectiveCatalog.FirstLayersOf(Objective));

    /// <summary>The mixup that applies: the given one, or 0.3.</summary>
    public float EffectiveMixup => Mixup ?? UsualMixup;

    /// <summary>The weight decay that applies: the given one, or 1e-5.</summary>
    public float EffectiveWeightDecay => WeightDecay ?? UsualDecay;

    /// <summary>The sweeps that apply: the given number, or at least 8 and enough for some 400 mini-batches (full-batch mode: 100).</summary>
    /// <param name="batches">Mini-batches of one sweep.</param>
    public int EffectiveSweeps(int batches) => Sweeps ?? (FullBatch ? 100 : Math.Max(8, (400 + batches - 1) / batches));

    /// <summary>The input dropout that applies: the given one, or the rule's, since few items are learned by heart sooner.</summary>
    /// <param name="items">Training items.</param>
    public float EffectiveInputDropout(int items) => InputDropout ?? (items <= FewItems ? 0.2f : 0.1f);

    /// <summary>The alpha that applies while so many hidden layers are trained.</summary>
    internal float AlphaOf(int layers)
        => Alpha ?? MathF.Max(LeastAlpha, 20f * MathF.Sqrt(layers / 64f * (Width / 1024f)));

    // A step of n rows fits what is peculiar to them in about width/alpha directions; more of these than rows, and the
    // noise of one batch grows in the next.
    private float LeastAlpha => FullBatch ? 2f : MathF.Max(2f, Width / (float)Batch);

    /// <summary>
    /// These options with defaults that suit the inputs. Rows of symbols (<see cref="SymbolInputs"/>) are not mixed or
    /// thinned out, which would make other symbols of them; they are trained with much decay, from eight layers on and for
    /// some 2000 mini-batches at least, so that a deep net finds the rules behind them. All else keeps the usual defaults.
    /// </summary>
    /// <param name="features">The training items; all are read if they are symbols.</param>
    public TrainingOptions For(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (!SymbolInputs.Are(features))
            return this;
        int batches = Math.Max(1, (int)Math.Round((double)features.Rows / Batch));
        int sweeps = Math.Max(EffectiveSweeps(batches), (SymbolBatches + batches - 1) / batches);
        return this with
        {
            InputDropout = InputDropout ?? 0,
            Mixup = Mixup ?? 0,
            WeightDecay = WeightDecay ?? SymbolDecay,
            FirstLayers = FirstLayers ?? SymbolFirstLayers,
            Sweeps = Sweeps ?? (FullBatch ? null : sweeps),
        };
    }

    /// <summary>Checks every value on its own.</summary>
    /// <exception cref="InputException">A value is outside its range.</exception>
    public void Validate()
    {
        Require(Bits is >= 1 and <= MaxBits, $"bits is {Bits}; choose 1 to {MaxBits}.");
        Require(HiddenLayers is >= 0 and <= 10_000, $"layers is {HiddenLayers}; choose 0 to 10000 hidden layers.");
        Require(FirstLayers is null or >= 1, $"first layers is {FirstLayers}; choose at least 1.");
        Require(Width is >= 1 and <= 65_536, $"width is {Width}; choose 1 to 65536 nodes per hidden layer.");
        Require(Sweeps is null or >= 1, $"sweeps is {Sweeps}; choose at least 1.");
        Require(Batch >= 2, $"batch is {Batch}; choose at least 2 rows.");
        Require(InputDropout is null or (>= 0 and < 1), $"dropout is {InputDropout}; choose a share from 0 to below 1.");
        Require(Mixup is null or (>= 0 and <= 0.5f), $"mixup is {Mixup}; choose a share from 0 to 0.5.");
        Require(Alpha is null || Alpha > 0 && float.IsFinite(Alpha.Value), $"alpha is {Alpha}; choose a positive number.");
        Require(Momentum is >= 0 and < 1, $"momentum is {Momentum}; choose a number from 0 to below 1.");
        Require(Eta > 0 && float.IsFinite(Eta), $"eta is {Eta}; choose a positive number.");
        Require(WeightDecay is null || WeightDecay >= 0 && float.IsFinite(WeightDecay.Value), $"weight decay is {WeightDecay}; choose 0 or a positive number.");
        Require(TrustRegion > 0, $"trust region is {TrustRegion}; choose a positive number.");
        Require(Until is null or (> 0 and < 1), $"until is {Until}; choose a fraction between 0 and 1, such as 0.01.");
        Require(!Resume || CheckpointDirectory is not null, "resume needs a checkpoint folder to continue from; name it with --checkpoint.");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new InputException(message);
    }
}
