// Encoding a whole data set is a chain of matrix products, so it runs on a compute backend, block by block, with everything allocated once.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Codes;

/// <summary>
/// A <see cref="HashModel"/> with its weights on a backend. The backend is the caller's: it must outlive the encoder
/// and is not disposed with it.
/// <para>Thread safety: safe for concurrent use, also where other encoders and trainings share the backend. Blocks of
/// items take turns on the backend; single items of a CPU backend whose threads are busy are encoded on the calling
/// thread, with the same bits, and wait for nobody. Disposing waits for the block in progress; calls that are not done
/// then throw <see cref="ObjectDisposedException"/>.</para>
/// </summary>
public sealed class HashEncoder : IHashEncoder, IDisposable
{
    // Rows that a thread prepares at a time: some microseconds of work.
    private const int StagedRows = 16;

    // On the CPU, rows for each thread that go through the layers together: their activations come from the second-level cache, and weights are not read too often.
    private const int MostRowsPerWorker = 384;

    // Fewer are encoded before a sparse encoder is made.
    private const int FewestSparseRows = 1024;

    // They show whether the others have zeros enough.
    private const int TrialRows = 64;

    private readonly HashModel model;
    private readonly IComputeBackend backend;
    private readonly IHostWorkers? workers;

    // The work space is used in a turn: that of the threads which work in it, or its own.
    private readonly Turns turns;
    private readonly int blockRows, passRows;
    private readonly MatrixArena arena;
    private readonly float[,] staging;
    private readonly RowEncoder? rowEncoder;
    private readonly DeviceMatrix[] weights;
    private readonly DeviceMatrix outputs;

    // Made for the first large data set: it has its own copy of the weights.
    private SparseEncoder? sparseEncoder;
    private volatile bool isDisposed;

    // Augmented activations by width, two of each width: a layer reads one while it writes the other.
    private readonly Dictionary<(int Width, int Parity), DeviceMatrix> activations = [];

    /// <summary>Uploads the weights and allocates work space.</summary>
    /// <param name="model">The network.</param>
    /// <param name="backend">Where it runs.</param>
    /// <param name="blockRows">Items from one report of progress to the next, which a device takes together; codes do not depend on it.</param>
    public HashEncoder(HashModel model, IComputeBackend backend, int blockRows = 4096)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentOutOfRangeException.ThrowIfLessThan(blockRows, 1);
        this.model = model;
        this.backend = backend;
        this.blockRows = blockRows;
        workers = backend as IHostWorkers;
        turns = workers?.Turns ?? new Turns(nameof(HashEncoder));
        passRows = workers is null ? blockRows : (int)Math.Min(blockRows, (long)MostRowsPerWorker * workers.Workers);
        staging = new float[workers is null ? passRows : 1, model.InputColumns];
        if (backend is CpuBackend { Precision: ProductPrecision.Float32 } cpu)
            rowEncoder = new RowEncoder(model, cpu);
        weights = new DeviceMatrix[model.Layers];
        arena = new MatrixArena(backend);
        try
        {
            outputs = arena.Allocate(passRows, model.Bits);
            for (int layer = 0; layer < weights.Length; layer++)
                Load(layer);
        }
        catch
        {
            arena.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Bits => model.Bits;

    /// <inheritdoc/>
    public int InputColumns => model.InputColumns;

    /// <inheritdoc/>
    public HashCodes Encode(FeatureMatrix features) => Encode(features, null);

    /// <summary>
    /// Encodes one item with all threads of the backend, for the shortest wait, or on the calling thread where those
    /// are busy; <see cref="HashModel.Encode(ReadOnlySpan{float}, Span{ulong})"/> always does the latter.
    /// </summary>
    /// <param name="features"><see cref="InputColumns"/> raw features.</param>
    /// <param name="code">Receives the words of the code: bit j is bit j mod 64 of word j/64, padding bits zero.</param>
    /// <exception cref="InputException">There are more or fewer features, or one is not finite.</exception>
    /// <exception cref="ArgumentException">The code has another number of words.</exception>
    /// <exception cref="ObjectDisposedException">The memory on the device is freed.</exception>
    public void Encode(ReadOnlySpan<float> features, Span<ulong> code)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        RequireColumns(features.Length);
        if (code.Length != model.WordsPerCode)
            throw new ArgumentException($"A code has {model.WordsPerCode} words, room for {code.Length} was given.", nameof(code));
        FeatureCheck.RequireFinite(features, row: 0);
        if (rowEncoder is not null)
        {
            EncodeRow(rowEncoder, features, code);
            return;
        }
        using Turns.Turn turn = Take();
        Span2D<float> block = staging;
        model.Prepare(features, block.GetRowSpan(0));
        UploadStaged(1);
        Forward(1, code);
    }

    /// <summary>Encodes every row, in order.</summary>
    /// <param name="features">n x <see cref="InputColumns"/>, raw.</param>
    /// <param name="progress">Told the number of items done after every block; may be null.</param>
    /// <param name="cancellation">Looked at before every block.</param>
    /// <returns>n codes.</returns>
    /// <exception cref="InputException">The items have another number of features, or a feature is not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The memory on the device is freed.</exception>
    public HashCodes Encode(FeatureMatrix features, IProgress<int>? progress, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ObjectDisposedException.ThrowIf(isDisposed, this);
        RequireColumns(features.Columns);
        int words = model.WordsPerCode;
        ulong[] codes = new ulong[checked(features.Rows * words)];
        bool skipsZeros = RequireSparseEncoder(features.Rows);
        for (int start = 0; start < features.Rows; start += blockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            int end = start + Math.Min(blockRows, features.Rows - start), row = start;
            while (skipsZeros && row < end)
            {
                int rows = row == 0 ? Math.Min(end, TrialRows) : end - row, bad;
                double work;
                using (Take())
                    bad = sparseEncoder!.Encode(features, row, rows, codes, out work);
                if (bad < rows)
                    Refuse(features, row + bad);
                skipsZeros = work <= SparseEncoder.MostWork;
                row += rows;
            }
            for (; row < end; row += passRows)
            {
                int rows = Math.Min(passRows, end - row);
                EncodeDense(features, row, rows, codes.AsSpan(row * words, rows * words));
            }
            progress?.Report(end);
        }
        return new HashCodes(codes, features.Rows, Bits);
    }

    /// <summary>
    /// The real outputs of the code layer, whose signs are the bits that <see cref="Encode(FeatureMatrix)"/> gives: 0
    /// and more is a set bit. They are what asymmetric ranking asks with (<see cref="Search.ICodeIndex"/>).
    /// </summary>
    /// <param name="features">n x <see cref="InputColumns"/>, raw.</param>
    /// <param name="cancellation">Looked at before every block.</param>
    /// <returns>n x <see cref="Bits"/> outputs.</returns>
    /// <exception cref="InputException">The items have another number of features, or a feature or an output is not
    /// finite.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The memory on the device is freed.</exception>
    public QueryOutputs Outputs(FeatureMatrix features, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ObjectDisposedException.ThrowIf(isDisposed, this);
        RequireColumns(features.Columns);
        float[] values = new float[checked(features.Rows * Bits)];
        for (int row = 0; row < features.Rows; row += passRows)
        {
            cancellation.ThrowIfCancellationRequested();
            int rows = Math.Min(passRows, features.Rows - row);
            using Turns.Turn turn = Take();
            Stage(features, row, rows);
            if (workers is null)
                UploadStaged(rows);
            ComputeOutputs(rows);
            backend.Download(outputs.TopRows(rows), new Span2D<float>(values, row * Bits, rows, Bits, 0));
        }
        return new QueryOutputs(values, features.Rows, Bits);
    }

    /// <summary>Frees the memory on the device.</summary>
    public void Dispose()
    {
        using Turns.Turn turn = turns.TakeToFree();
        isDisposed = true;
        sparseEncoder?.Dispose();
        arena.Dispose();
    }

    private Turns.Turn Take()
    {
        Turns.Turn turn = turns.Take();
        if (!isDisposed)
            return turn;
        turn.Dispose();
        throw new ObjectDisposedException(nameof(HashEncoder));
    }

    // Whoever finds the threads busy has a core to work on meanwhile, or would only wait in line for one.
    private void EncodeRow(RowEncoder encoder, ReadOnlySpan<float> features, Span<ulong> code)
    {
        if (!turns.TryTake(out Turns.Turn turn))
        {
            model.Encode(features, code);
            return;
        }
        using (turn)
            encoder.Encode(features, code);
    }

    // Whether there is one; a large data set is worth making it.
    private bool RequireSparseEncoder(int rows)
    {
        using Turns.Turn turn = Take();
        if (rowEncoder is not null && rows >= FewestSparseRows && SparseEncoder.Suits(model))
            sparseEncoder ??= new SparseEncoder(model, (CpuBackend)backend, MostRowsPerWorker);
        return sparseEncoder is not null;
    }

    private void EncodeDense(FeatureMatrix features, int start, int rows, Span<ulong> codes)
    {
        using Turns.Turn turn = Take();
        Stage(features, start, rows);
        if (workers is null)
            UploadStaged(rows);
        Forward(rows, codes);
    }

    private void Load(int layer)
    {
        ReadOnlySpan2D<float> values = model.EncodingWeights(layer);
        weights[layer] = arena.Allocate(values.Height, values.Width);
        backend.Upload(values, weights[layer]);
        int inputs = values.Height - 1;
        if (!activations.ContainsKey((inputs, layer % 2)))
            activations.Add((inputs, layer % 2), arena.AllocateAugmented(passRows, inputs));
    }

    // Standardised rows go to the first layer's input, where the host can reach it, else to the staging block.
    private void Stage(FeatureMatrix features, int start, int rows)
    {
        DeviceMatrix input = activations[(InputColumns, 0)];
        int tasks = (rows + StagedRows - 1) / StagedRows, firstBad = int.MaxValue;
        void StageRows(int task)
        {
            Span2D<float> block = staging;
            for (int row = task * StagedRows; row < Math.Min(rows, (task + 1) * StagedRows); row++)
            {
                Span<float> values = workers is null ? block.GetRowSpan(row) : workers.Row(input, row)[..InputColumns];
                features.CopyRow(start + row, values);
                if (FeatureCheck.IndexOfNonFinite(values) >= 0)
                    InterlockedMinimum(ref firstBad, row);
                model.Prepare(values, values);
            }
        }

        if (workers is not null)
        {
            workers.Run(tasks, StageRows);
        }
        else
        {
            for (int task = 0; task < tasks; task++)
                StageRows(task);
        }
        if (firstBad < rows)
            Refuse(features, start + firstBad);
    }

    private void UploadStaged(int rows) =>
        backend.Upload(new Span2D<float>(staging)[..rows, ..], activations[(InputColumns, 0)].View(0, 0, rows, InputColumns));

    private void RequireColumns(int columns)
    {
        if (columns != InputColumns)
            throw new InputException($"The model expects {InputColumns} features, the input has {columns}; encode with the model that was trained on such items.");
    }

    private static void Refuse(FeatureMatrix features, int row)
    {
        float[] values = new float[features.Columns];
        features.CopyRow(row, values);
        int column = FeatureCheck.IndexOfNonFinite(values);
        throw new InputException($"The feature at row {row}, column {column} (counted from 0) is {values[column]}; features must be finite, so remove or fill it.");
    }

    private static void InterlockedMinimum(ref int least, int value)
    {
        int seen = Volatile.Read(ref least);
        while (value < seen)
        {
            int before = Interlocked.CompareExchange(ref least, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    private void Forward(int rows, Span<ulong> codes)
    {
        ComputeOutputs(rows);
        backend.PackSigns(outputs.TopRows(rows), codes);
    }

    private void ComputeOutputs(int rows)
    {
        int inputs = InputColumns;
        for (int layer = 0; layer < weights.Length; layer++)
        {
            DeviceMatrix input = activations[(inputs, layer % 2)].TopRows(rows);
            int width = model.Widths[layer];
            bool hidden = layer < model.HiddenLayers;
            DeviceMatrix output = hidden ? activations[(width, (layer + 1) % 2)].View(0, 0, rows, width) : outputs.TopRows(rows);
            backend.Affine(input, weights[layer], hidden ? Activation.Relu : Activation.None, output);
            inputs = width;
        }
    }
}
