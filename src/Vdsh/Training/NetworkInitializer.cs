// Depth is trainable because of where training starts: square hidden layers begin as the identity, which a ReLU passes unchanged.
using CommunityToolkit.HighPerformance;
using Vdsh.Data;

namespace Vdsh.Training;

/// <summary>Sets the initial weights.</summary>
internal static class NetworkInitializer
{
    private const double CodeSpread = 0.5;

    /// <summary>
    /// Hidden layers: the identity where they are square (not the first: its inputs have both signs), else Kaiming normal, std sqrt(2/in); biases 0.
    /// The code layer is left at zero.
    /// </summary>
    public static void InitializeHidden(Network network, ulong seed)
    {
        for (int layer = 0; layer < network.Layers - 1; layer++)
        {
            int inputs = network.Widths[layer], outputs = network.Widths[layer + 1];
            float[,] weights = new float[inputs + 1, outputs];
            if (network.BeginsAsIdentity(layer))
            {
                for (int i = 0; i < inputs; i++)
                    weights[i, i] = 1f;
            }
            else
            {
                FillGaussian(weights, inputs, Math.Sqrt(2.0 / inputs), RandomStreams.Weights(seed, layer));
            }
            network.Backend.Upload(weights, network.Weights[layer]);
        }
    }

    /// <summary>
    /// Code layer with random, centred outputs of standard deviation 0.5 on the given rows: for objectives whose force vanishes at H = 0.
    /// </summary>
    /// <param name="network">The network, hidden layers initialised.</param>
    /// <param name="outputs">Buffers whose input rows are filled.</param>
    /// <param name="seed">The training seed.</param>
    public static void InitializeRandomCode(Network network, LayerOutputs outputs, ulong seed)
    {
        int layer = network.Layers - 1;
        int inputs = network.Widths[layer], bits = network.Widths[layer + 1];
        float[,] weights = new float[inputs + 1, bits];
        FillGaussian(weights, inputs, 1, RandomStreams.Weights(seed, layer));
        network.Backend.Upload(weights, network.Weights[layer]);
        network.Forward(outputs);
        float[,] code = new float[outputs.Rows, bits];
        network.Backend.Download(outputs.Code, code);
        for (int bit = 0; bit < bits; bit++)
        {
            (double mean, double deviation) = Moments(code, bit);
            double factor = deviation > 0 ? CodeSpread / deviation : 0;
            for (int i = 0; i < inputs; i++)
                weights[i, bit] = (float)(weights[i, bit] * factor);
            weights[inputs, bit] = (float)(-mean * factor);
        }
        network.Backend.Upload(weights, network.Weights[layer]);
    }

    private static void FillGaussian(float[,] weights, int rows, double deviation, SeededRandom random)
    {
        foreach (ref float weight in weights.AsSpan()[..(rows * weights.GetLength(1))])
            weight = (float)(random.NextGaussian() * deviation);
    }

    private static (double Mean, double Deviation) Moments(float[,] values, int column)
    {
        int rows = values.GetLength(0);
        double sum = 0, squares = 0;
        for (int row = 0; row < rows; row++)
            sum += values[row, column];
        double mean = sum / rows;
        for (int row = 0; row < rows; row++)
            squares += (values[row, column] - mean) * (values[row, column] - mean);
        return (mean, Math.Sqrt(squares / rows));
    }
}
