// The whole arithmetic of the engine in one short list, so that the trainer is written once and a new device means one class.
using CommunityToolkit.HighPerformance;

namespace Vdsh.Compute;

/// <summary>
/// A device that does the arithmetic. All matrices are row-major float32 and must come from the same backend. Shapes are checked and a
/// mismatch throws <see cref="ArgumentException"/> with both shapes. Outputs must not overlap inputs unless said
/// otherwise. A backend uses its own threads inside. The same call on the same values gives the same bits whatever the
/// number of threads.
/// <para>Thread safety: safe for concurrent use. Operations are done one at a time, in the order in which they were
/// called; a caller whose turn has not come sleeps. Several trainings, encoders and indexes may share a backend. After
/// disposal, which waits for the operation in progress, operations throw <see cref="ObjectDisposedException"/>. An
/// operation that another one calls while it runs, through features that are computed as they are read, throws <see
/// cref="InvalidOperationException"/> or works, but never waits for itself.</para>
/// <para>A backend may work asynchronously: an <see cref="ArithmeticException"/> of <see cref="InvertSpd"/> or <see cref="RequireFinite"/> may then come from
/// the same thread's next call that returns a value or copies values to the host, and only from that one.</para>
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
    /// <param name="sums">k x out with k of at most n, or null: receives the first k rows as they are before the activation.</param>
    void Affine(DeviceMatrix input, DeviceMatrix weights, Activation activation, DeviceMatrix output, DeviceMatrix? sums = null);

    /// <summary>output = (multiplier weights^T) .* (activations &gt; 0): the multipliers of the layer below.</summary>
    /// <param name="multiplier">n x out, the multipliers of the upper layer.</param>
    /// <param name="weights">d x out, without the bias row.</param>
    /// <param name="activations">n x d, the outputs of the lower layer after the ReLU, without the column of ones.</param>
    /// <param name="output">n x d.</param>
    void BackMultiplier(DeviceMatrix multiplier, DeviceMatrix weights, DeviceMatrix activations, DeviceMatrix output);

    /// <summary>
    /// moment = keep moment + (1 - keep) rows^T rows / n, of which only the lower triangle with the diagonal is kept: what is above the diagonal is not
    /// defined. With keep = 0 the old moment is not read.
    /// </summary>
    /// <param name="rows">n x d.</param>
    /// <param name="keep">Weight of the old moment, 0..1.</param>
    /// <param name="moment">d x d.</param>
    void GramMoment(DeviceMatrix rows, float keep, DeviceMatrix moment);

    /// <summary>
    /// inverse = (matrix + a I)^-1 with a = ridge + relativeRidge trace(matrix)/d, by Cholesky; symmetric to the last bit.
    /// </summary>
    /// <param name="matrix">d x d, symmetric, of which the lower triangle with the diagonal counts; only read.</param>
    /// <param name="ridge">Absolute part of the ridge.</param>
    /// <param name="relativeRidge">Part of the ridge relative to the mean diagonal element.</param>
    /// <param name="inverse">d x d.</param>
    /// <param name="appliedRidge">1 x 1, receives a.</param>
    /// <exception cref="ArithmeticException">The matrix with the ridge is not positive definite (or not finite). Where it comes later, the inverse is NaN.</exception>
    void InvertSpd(DeviceMatrix matrix, float ridge, float relativeRidge, DeviceMatrix inverse, DeviceMatrix appliedRidge);

    /// <summary>
    /// The consensus step of one layer: weights = (1 - q) weights + q target + step velocity. The decay takes the share
    /// q = min(1, eta decay / ridge) of the way to its target, so that it cannot overshoot; step = eta min(1, limit / r),
    /// and r = eta RMS(sample velocity) / RMS(sums) is the relative change of the layer's outputs on some rows (r = 0
    /// where the outputs are all zero).
    /// </summary>
    /// <param name="sample">k x (d+1), augmented inputs of the layer, a few rows of the mini-batch.</param>
    /// <param name="sums">k x out, the outputs of these rows before the activation: sample weights, which <see cref="Affine"/> has left.</param>
    /// <param name="weights">(d+1) x out, updated.</param>
    /// <param name="velocity">(d+1) x out, read.</param>
    /// <param name="eta">Step length.</param>
    /// <param name="limit">Largest relative change; +infinity switches the trust region off.</param>
    /// <param name="decay">Weight decay (lambda).</param>
    /// <param name="ridge">1 x 1, the ridge of the layer's preconditioner: the decay is divided by it.</param>
    /// <param name="target">What the weights decay to.</param>
    void TrustRegionStep(
        DeviceMatrix sample, DeviceMatrix sums, DeviceMatrix weights, DeviceMatrix velocity, float eta, float limit, float decay,
        DeviceMatrix ridge, DecayTarget target);

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
    /// force = clip(-strength gradient / c + Q, -clip, clip), Q being the quantisation pull.
    /// </summary>
    /// <param name="gradient">n x b per-sample gradient G = n dLoss/dH.</param>
    /// <param name="outputs">n x b.</param>
    /// <param name="scale">1 x 1, the state c.</param>
    /// <param name="keep">Weight of the old c; 1 keeps it for good once it is set.</param>
    /// <param name="strength">r of the design.</param>
    /// <param name="pull">q of the design.</param>
    /// <param name="quantization">The shape of Q.</param>
    /// <param name="clip">Elementwise bound; +infinity for none.</param>
    /// <param name="force">n x b.</param>
    void Force(
        DeviceMatrix gradient, DeviceMatrix outputs, DeviceMatrix scale, float keep, float strength, float pull, QuantizationPull quantization,
        float clip, DeviceMatrix force);

    /// <summary>
    /// Pairwise likelihood (Li, Wang, Kang, IJCAI 2016) over the ordered pairs i != j of a batch: with Theta = P/2, s = 1 for a relevant pair
    /// (a shared label) and 0 otherwise, w = 1/2 over the number of relevant or of irrelevant pairs (a kind that does not occur adds nothing), it
    /// returns sum w (softplus(Theta) - s Theta) and writes its derivative M = dLoss/dP = w (sigmoid(Theta) - s) / 2, M_ii = 0.
    /// NaN in P gives NaN.
    /// </summary>
    /// <param name="products">P, n x n: scalar products of the (relaxed) codes.</param>
    /// <param name="affinity">A, n x n: labels shared; i and j are relevant to one another where A_ij &gt; 0.</param>
    /// <param name="pairGradient">M, n x n.</param>
    double PairLikelihood(DeviceMatrix products, DeviceMatrix affinity, DeviceMatrix pairGradient);

    /// <summary>
    /// Triplet likelihood (Wang, Shi, Kitani, ACCV 2016): for every anchor i that has a relevant item p and an irrelevant one n, with Theta = P/2 and
    /// x = margin - Theta_ip + Theta_in, it returns the mean over these anchors of the mean over (p, n) of softplus(x), 0 where there is none, and
    /// writes M = dLoss/dP, M_ii = 0. NaN in a triplet gives NaN.
    /// <para>An anchor with more relevant (irrelevant) items than asked for takes the first ones met on a cyclic walk over the columns from column
    /// (uint)mix mod n, mix being the finaliser of SplitMix64 on seed + (i + 1) 0x9E3779B97F4A7C15, low 32 bits.</para>
    /// </summary>
    /// <param name="products">P, n x n.</param>
    /// <param name="affinity">A, n x n: labels shared.</param>
    /// <param name="margin">The margin between Theta_ip and Theta_in.</param>
    /// <param name="maxPositives">Relevant items per anchor, at least 1; <see cref="int.MaxValue"/> takes all.</param>
    /// <param name="maxNegatives">Irrelevant items per anchor, at least 1; <see cref="int.MaxValue"/> takes all.</param>
    /// <param name="seed">Where the walks start.</param>
    /// <param name="pairGradient">M, n x n.</param>
    double TripletLikelihood(
        DeviceMatrix products, DeviceMatrix affinity, float margin, int maxPositives, int maxNegatives, ulong seed, DeviceMatrix pairGradient);

    /// <summary>
    /// The tie-aware relaxation of average precision (He, Cakir, Bargal, Sclaroff, CVPR 2018): every item is a query for the others. Distances
    /// D = (bits - P)/2 are spread linearly over the two nearest of bins + 1 values, a bin being bits/bins wide; positions outside are moved to the
    /// nearest value and their derivative is 0. Returns the mean of 1 - AP over the queries that have a relevant item (0 where there is none)
    /// and writes M = dLoss/dP, M_ii = 0. NaN in the row of such a query gives NaN.
    /// </summary>
    /// <param name="products">P, n x n: scalar products of relaxed codes, within -bits..bits.</param>
    /// <param name="affinity">A, n x n: labels shared.</param>
    /// <param name="bits">Bits b of a code, at least 1.</param>
    /// <param name="bins">Bins of the histograms, at least 1.</param>
    /// <param name="pairGradient">M, n x n.</param>
    double AveragePrecisionRelaxation(DeviceMatrix products, DeviceMatrix affinity, int bits, int bins, DeviceMatrix pairGradient);

    /// <summary>
    /// The tie-aware relaxation of normalised discounted cumulative gain, in the same setting as <see cref="AveragePrecisionRelaxation"/>: gain
    /// 2^A - 1, discount 1/log2(1 + rank), the rank of a bin being 1 + the items before it + half of its own. Returns the mean of 1 - NDCG over the
    /// queries that have a relevant item and writes M = dLoss/dP, M_ii = 0.
    /// </summary>
    /// <param name="products">P, n x n: scalar products of relaxed codes, within -bits..bits.</param>
    /// <param name="affinity">A, n x n: labels shared, the grade of relevance.</param>
    /// <param name="bits">Bits b of a code, at least 1.</param>
    /// <param name="bins">Bins of the histograms, at least 1.</param>
    /// <param name="pairGradient">M, n x n.</param>
    double NdcgRelaxation(DeviceMatrix products, DeviceMatrix affinity, int bits, int bins, DeviceMatrix pairGradient);

    /// <summary>
    /// With p = softmax of each row of scores, returns -sum over rows and classes of t log p and writes difference = s p - t with s = sum of the row's t,
    /// the derivative with respect to the scores; a row with s = 0 (an item without labels) adds nothing and its difference is 0. Any finite score is safe.
    /// </summary>
    /// <param name="scores">n x C.</param>
    /// <param name="targets">n x C, t: rows that sum to 1, to 0 without a label, to something between where a labelled item is mixed with one that has none.</param>
    /// <param name="difference">n x C.</param>
    double SoftmaxCrossEntropy(DeviceMatrix scores, DeviceMatrix targets, DeviceMatrix difference);

    /// <summary>
    /// Class centres follow the means of their items: mu_c = (1 - rate) mu_c + rate means_c for the classes that are present; then the last column
    /// becomes -|mu_c|^2 / 2 for every class, so that [h 1] centres^T = h mu_c - |mu_c|^2 / 2.
    /// </summary>
    /// <param name="means">C x b.</param>
    /// <param name="presence">C x 1: the class is present where it is &gt; 0.</param>
    /// <param name="rate">Weight of the means, 0..1; 0 only sets the last column.</param>
    /// <param name="centres">C x (b+1), updated.</param>
    void MoveCentres(DeviceMatrix means, DeviceMatrix presence, float rate, DeviceMatrix centres);

    /// <summary>target += alpha source; same shape.</summary>
    void AddScaled(float alpha, DeviceMatrix source, DeviceMatrix target);

    /// <summary>Sum of a .* b in double, summed in a fixed order.</summary>
    double Dot(DeviceMatrix a, DeviceMatrix b);

    /// <summary>Allocates room for sums that need not come home one by one.</summary>
    /// <param name="count">How many, at least 1.</param>
    DeviceSums AllocateSums(int count);

    /// <summary>sums[index] = sum of a .* b, as <see cref="Dot(DeviceMatrix, DeviceMatrix)"/> gives it, without the wait that its answer costs an asynchronous backend.</summary>
    void Dot(DeviceMatrix a, DeviceMatrix b, DeviceSums sums, int index);

    /// <summary>Copies all sums to the host; waits for all work queued before.</summary>
    /// <param name="sums">What <see cref="AllocateSums"/> gave.</param>
    /// <param name="values">As many values.</param>
    void Read(DeviceSums sums, Span<double> values);

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
