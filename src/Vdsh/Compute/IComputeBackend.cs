// The whole arithmetic of the engine in one short list, so that the trainer is written once and a new device means one class.
using CommunityToolkit.HighPerformance;

namespace Vdsh.Compute;

/// <summary>
/// A device that does the arithmetic. All matrices are row-major float32 and must come from the same backend. Shapes are checked and a
/// mismatch throws <see cref="ArgumentException"/> with both shapes. Outputs must not overlap inputs unless said otherwise. A backend is used
/// by one thread at a time; it uses its own threads inside. The same call on the same values gives the same bits whatever the number of threads.
/// <para>A backend may work asynchronously: an <see cref="ArithmeticException"/> of <see cref="InvertSpd"/> or <see cref="RequireFinite"/> may then come from
/// the next call that returns a value or copies values to the host, and only from that one.</para>
/// <para>"Augmented" rows carry a last column of ones, and augmented weights the bias as their last row, so that every product of the
/// training step is a plain matrix product.</para>
/// </summary>
public interface IComputeBackend : IHammingEngine, IDisposable
{
    /// <summary>A short name for reports, such as <c>cpu</c>.</summary>
    string Name { get; }

    /// <summary>What it runs on, in words: processor or device, vector width, threads.</summary>
    string Description { get; }

    /// <summary>Fails at once where memory that will be allocated cannot be there; the message says what is needed, what there is, and what needs less.</summary>
    /// <param name="bytes">Bytes in all.</param>
    /// <param name="purpose">What for, such as "training 3 hidden layers of 512".</param>
    void RequireMemory(long bytes, string purpose);

    /// <summary>Allocates a matrix of zeros.</summary>
    DeviceMatrix Allocate(int rows, int columns);

    /// <summary>Copies host values (same shape) to the device.</summary>
    void Upload(ReadOnlySpan2D<float> source, DeviceMatrix destination);

    /// <summary>Copies device values to the host (same shape); waits for all work queued before.</summary>
    void Download(DeviceMatrix source, Span2D<float> destination);

    /// <summary>destination = source.</summary>
    void Copy(DeviceMatrix source, DeviceMatrix destination);

    /// <summary>Sets every element.</summary>
    void Fill(DeviceMatrix matrix, float value);

    /// <summary>c = alpha op(a) op(b) + beta c. With beta = 0 the old c is not read (NaN in it does not spread).</summary>
    void Multiply(DeviceMatrix a, Transpose transposeA, DeviceMatrix b, Transpose transposeB, float alpha, float beta, DeviceMatrix c);

    /// <summary>output = activation(input weights): one layer forward. The bias is the last row of <paramref name="weights"/>.</summary>
    /// <param name="input">n x (d+1), augmented.</param>
    /// <param name="weights">(d+1) x out, augmented.</param>
    /// <param name="activation">Applied to every output.</param>
    /// <param name="output">n x out.</param>
    void Affine(DeviceMatrix input, DeviceMatrix weights, Activation activation, DeviceMatrix output);

    /// <summary>output = (multiplier weights^T) .* (activations &gt; 0): the multipliers of the layer below.</summary>
    /// <param name="multiplier">n x out, the multipliers of the upper layer.</param>
    /// <param name="weights">d x out, without the bias row.</param>
    /// <param name="activations">n x d, the outputs of the lower layer after the ReLU, without the column of ones.</param>
    /// <param name="output">n x d.</param>
    void BackMultiplier(DeviceMatrix multiplier, DeviceMatrix weights, DeviceMatrix activations, DeviceMatrix output);

    /// <summary>moment = keep moment + (1 - keep) rows^T rows / n, both triangles. With keep = 0 the old moment is not read.</summary>
    /// <param name="rows">n x d.</param>
    /// <param name="keep">Weight of the old moment, 0..1.</param>
    /// <param name="moment">d x d, symmetric to the last bit.</param>
    void GramMoment(DeviceMatrix rows, float keep, DeviceMatrix moment);

    /// <summary>
    /// inverse = (matrix + a I)^-1 with a = ridge + relativeRidge trace(matrix)/d, by Cholesky; symmetric to the last bit.
    /// </summary>
    /// <param name="matrix">d x d, symmetric; only read.</param>
    /// <param name="ridge">Absolute part of the ridge.</param>
    /// <param name="relativeRidge">Part of the ridge relative to the mean diagonal element.</param>
    /// <param name="inverse">d x d.</param>
    /// <param name="appliedRidge">1 x 1, receives a.</param>
    /// <exception cref="ArithmeticException">The matrix with the ridge is not positive definite (or not finite). Where it comes later, the inverse is NaN.</exception>
    void InvertSpd(DeviceMatrix matrix, float ridge, float relativeRidge, DeviceMatrix inverse, DeviceMatrix appliedRidge);

    /// <summary>
    /// The consensus step of one layer: weights = (1 - eta decay / ridge) weights + step velocity, where step = eta min(1, limit / r) and
    /// r = eta RMS(sample velocity) / RMS(sample weights) is the relative change of the layer's outputs on some rows (r = 0 where the outputs are all zero).
    /// </summary>
    /// <param name="sample">k x (d+1), augmented inputs of the layer, a few rows of the mini-batch.</param>
    /// <param name="weights">(d+1) x out, updated.</param>
    /// <param name="velocity">(d+1) x out, read.</param>
    /// <param name="eta">Step length.</param>
    /// <param name="limit">Largest relative change; +infinity switches the trust region off.</param>
    /// <param name="decay">Weight decay (lambda).</param>
    /// <param name="ridge">1 x 1, the ridge of the layer's preconditioner: the decay is divided by it.</param>
    void TrustRegionStep(DeviceMatrix sample, DeviceMatrix weights, DeviceMatrix velocity, float eta, float limit, float decay, DeviceMatrix ridge);

    /// <summary>Returns sum 1/2 max(0, 1 - t h)^2 over all elements and writes its derivative -t max(0, 1 - t h). NaN is passed on.</summary>
    /// <param name="outputs">n x b real code-layer outputs h.</param>
    /// <param name="targets">n x b targets t in -1, +1.</param>
    /// <param name="gradient">n x b.</param>
    double SquaredHinge(DeviceMatrix outputs, DeviceMatrix targets, DeviceMatrix gradient);

    /// <summary>bits = function(outputs) elementwise; same shape.</summary>
    void ApplyCodeFunction(DeviceMatrix outputs, CodeFunction function, DeviceMatrix bits);

    /// <summary>gradient *= derivative of the function, given its values: 1 - bits^2 for tanh, 1 for the others; same shape.</summary>
    void ChainCodeFunction(DeviceMatrix bits, CodeFunction function, DeviceMatrix gradient);

    /// <summary>
    /// The force on the code layer: c = keep c + (1 - keep) RMS(gradient) (c = RMS(gradient) where c was 0; at least 1e-12), then
    /// force = clip(-strength gradient / c + pull (sgn(outputs) - outputs), -clip, clip).
    /// </summary>
    /// <param name="gradient">n x b per-sample gradient G = n dLoss/dH.</param>
    /// <param name="outputs">n x b.</param>
    /// <param name="scale">1 x 1, the state c.</param>
    /// <param name="keep">Weight of the old c; 1 keeps it for good once it is set.</param>
    /// <param name="strength">r of the design.</param>
    /// <param name="pull">q of the design.</param>
    /// <param name="clip">Elementwise bound; +infinity for none.</param>
    /// <param name="force">n x b.</param>
    void Force(DeviceMatrix gradient, DeviceMatrix outputs, DeviceMatrix scale, float keep, float strength, float pull, float clip, DeviceMatrix force);

    /// <summary>target += alpha source; same shape.</summary>
    void AddScaled(float alpha, DeviceMatrix source, DeviceMatrix target);

    /// <summary>Sum of a .* b in double, summed in a fixed order.</summary>
    double Dot(DeviceMatrix a, DeviceMatrix b);

    /// <summary>Whether every element is finite.</summary>
    bool AllFinite(DeviceMatrix matrix);

    /// <summary>Insists that every element is finite, without the wait for the answer that <see cref="AllFinite"/> costs an asynchronous backend.</summary>
    /// <exception cref="ArithmeticException">An element is NaN or infinite.</exception>
    void RequireFinite(DeviceMatrix matrix);

    /// <summary>Packs the signs of n x b outputs into codes: bit j of row i is set where outputs[i, j] &gt;= 0 (NaN: not set).</summary>
    /// <param name="outputs">n x b.</param>
    /// <param name="codes">n x ceil(b/64) words, row-major, bit j mod 64 of word j/64; padding bits zero.</param>
    void PackSigns(DeviceMatrix outputs, Span<ulong> codes);
}
