// What the objectives over pairs must give: the formulas term by term, in double, and rankings differentiated by differences of their histograms.
namespace Vdsh.Cli.Selftest;

/// <summary>Loss and derivative M = dLoss/dP of the pair objectives, from P and the number of shared labels A, both n x n.</summary>
internal static class PairReference
{
    public static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    public static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    public static double PairLikelihood(double[,] products, double[,] affinity, double[,] m)
    {
        int n = products.GetLength(0), relevant = 0, irrelevant = 0;
        foreach (var (i, j) in Pairs(n))
        {
            relevant += affinity[i, j] > 0 ? 1 : 0;
            irrelevant += affinity[i, j] > 0 ? 0 : 1;
        }

        double loss = 0;
        foreach (var (i, j) in Pairs(n))
        {
            double theta = products[i, j] / 2, s = affinity[i, j] > 0 ? 1 : 0, w = 0.5 / (s > 0 ? relevant : irrelevant);
            loss += w * (s > 0 ? Softplus(-theta) : Softplus(theta));
            m[i, j] = w * (s > 0 ? -Sigmoid(-theta) : Sigmoid(theta)) / 2;
        }

        return loss;
    }

    public static double TripletLikelihood(
        double[,] products, double[,] affinity, double margin, int maxPositives, int maxNegatives, ulong seed, double[,] m)
    {
        int n = products.GetLength(0);
        var anchors = Enumerable.Range(0, n)
            .Select(i => (Anchor: i, Positives: Walk(affinity, i, true, maxPositives, seed), Negatives: Walk(affinity, i, false, maxNegatives, seed)))
            .Where(item => item.Positives.Length > 0 && item.Negatives.Length > 0).ToArray();
        double loss = 0;
        foreach (var (i, positives, negatives) in anchors)
        {
            double weight = 1.0 / positives.Length / negatives.Length / anchors.Length;
            foreach (int p in positives)
            {
                foreach (int q in negatives)
                {
                    double x = margin - (products[i, p] / 2) + (products[i, q] / 2);
                    loss += weight * Softplus(x);
                    m[i, p] -= weight * Sigmoid(x) / 2;
                    m[i, q] += weight * Sigmoid(x) / 2;
                }
            }
        }

        return loss;
    }

    public static double AveragePrecision(double[,] products, double[,] affinity, int bits, int bins, double[,] m) => Ranking(
        products, affinity, bits, bins, m, gain: _ => 1, (_, relevant) => relevant.Sum(), (all, relevant) =>
        {
            double sum = 0, before = 0, relevantBefore = 0;
            for (int bin = 0; bin <= bins; bin++)
            {
                sum += relevant[bin] * ((2 * relevantBefore) + relevant[bin] + 1) / ((2 * before) + all[bin] + 1);
                before += all[bin];
                relevantBefore += relevant[bin];
            }

            return sum;
        });

    public static double Ndcg(double[,] products, double[,] affinity, int bits, int bins, double[,] m) => Ranking(
        products, affinity, bits, bins, m, gain: a => Math.Pow(2, a) - 1,
        (gains, _) => gains.OrderDescending().Select((gain, place) => gain / Math.Log2(place + 2)).Sum(), (all, gains) =>
        {
            double sum = 0, before = 0;
            for (int bin = 0; bin <= bins; bin++)
            {
                sum += gains[bin] / Math.Log2(Math.Max(1.001, before + ((all[bin] + 1) / 2) + 1));
                before += all[bin];
            }

            return sum;
        });

    // Relevant items weigh their gain in one histogram and 1 in that of all; the measure is score / ideal, its slope that of the histograms.
    private static double Ranking(
        double[,] products, double[,] affinity, int bits, int bins, double[,] m, Func<double, double> gain,
        Func<double[], double[], double> ideal, Func<double[], double[], double> score)
    {
        int n = products.GetLength(0);
        int[] queries = [.. Enumerable.Range(0, n).Where(i => Enumerable.Range(0, n).Any(j => j != i && affinity[i, j] > 0))];
        double loss = 0;
        foreach (int i in queries)
        {
            double[] all = new double[bins + 1], graded = new double[bins + 1], relevant = new double[bins + 1];
            double[] gains = [.. Enumerable.Range(0, n).Select(j => j != i && affinity[i, j] > 0 ? gain(affinity[i, j]) : 0)];
            int[] bin = new int[n];
            for (int j = 0; j < n; j++)
            {
                double position = Math.Clamp((bits - products[i, j]) / 2 * bins / bits, 0, bins);
                bin[j] = Math.Min((int)position, bins - 1);
                double share = position - bin[j];
                foreach (var (at, part) in ((int, double)[])[(bin[j], 1 - share), (bin[j] + 1, share)])
                {
                    all[at] += j == i ? 0 : part;
                    graded[at] += part * gains[j];
                    relevant[at] += gains[j] > 0 ? part : 0;
                }
            }

            double best = ideal(gains, relevant);
            loss += (1 - (score(all, graded) / best)) / queries.Length;
            double[] ofAll = Slopes(all, () => score(all, graded) / best), ofGraded = Slopes(graded, () => score(all, graded) / best);
            for (int j = 0; j < n; j++)
            {
                double raw = (bits - products[i, j]) / 2 * bins / bits;
                if (j == i || raw < 0 || raw > bins)
                    continue;
                int k = bin[j];
                double perPosition = ofAll[k + 1] - ofAll[k] + (gains[j] * (ofGraded[k + 1] - ofGraded[k]));
                m[i, j] = perPosition * bins / (2.0 * bits) / queries.Length;
            }
        }

        return loss;
    }

    private static double[] Slopes(double[] bins, Func<double> value)
    {
        const double Step = 1e-4;
        double[] slopes = new double[bins.Length];
        for (int bin = 0; bin < bins.Length; bin++)
        {
            double old = bins[bin];
            double At(double offset)
            {
                bins[bin] = old + offset;
                return value();
            }

            // Differences of the fourth order.
            slopes[bin] = ((8 * (At(Step) - At(-Step))) - (At(2 * Step) - At(-2 * Step))) / (12 * Step);
            bins[bin] = old;
        }

        return slopes;
    }

    private static int[] Walk(double[,] affinity, int anchor, bool relevant, int most, ulong seed)
    {
        int n = affinity.GetLength(0);
        ulong z = unchecked(seed + (((ulong)anchor + 1) * 0x9E3779B97F4A7C15));
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        int start = (int)((uint)(z ^ (z >> 31)) % (uint)n);
        return [.. Enumerable.Range(start, n).Select(j => j % n).Where(j => j != anchor && affinity[anchor, j] > 0 == relevant).Take(most)];
    }

    private static IEnumerable<(int I, int J)> Pairs(int n) => Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(0, n).Where(j => j != i).Select(j => (i, j)));
}
