// The measures again from their definitions on one ranked list, and the average over every order of tied items.
namespace Vdsh.Tests.Evaluation;

internal static class NaiveMeasures
{
    public static double AveragePrecision(IReadOnlyList<int> grades, int cut = int.MaxValue)
    {
        double sum = 0;
        int hits = 0;
        for (int i = 0; i < Math.Min(cut, grades.Count); i++)
        {
            if (grades[i] > 0)
                sum += (double)++hits / (i + 1);
        }
        int total = grades.Count(grade => grade > 0);
        return total == 0 ? 0 : sum / Math.Min(total, cut);
    }

    /// <summary>Divided by the hits among the first ranks instead.</summary>
    public static double AveragePrecisionOfHits(IReadOnlyList<int> grades, int cut)
        => AveragePrecision([.. grades.Take(cut)]);

    public static double Ndcg(IReadOnlyList<int> grades)
    {
        double ideal = Gain([.. grades.OrderDescending()]);
        return ideal == 0 ? 0 : Gain(grades) / ideal;

        static double Gain(IReadOnlyList<int> list)
        {
            double sum = 0;
            for (int i = 0; i < list.Count; i++)
                sum += (Math.Pow(2, list[i]) - 1) / Math.Log2(i + 2);
            return sum;
        }
    }

    public static double Hits(IReadOnlyList<int> grades, int rank) => grades.Take(rank).Count(grade => grade > 0);

    /// <summary>Every ranking that sorts the items by distance.</summary>
    public static IEnumerable<int[]> Rankings(IReadOnlyList<(int Distance, int Grade)> items)
    {
        int[][][] ties = [.. items.GroupBy(item => item.Distance).OrderBy(tie => tie.Key).Select(tie => Permutations([.. tie.Select(item => item.Grade)]).ToArray())];
        IEnumerable<int[]> rankings = [[]];
        foreach (int[][] tie in ties)
            rankings = rankings.SelectMany(ranking => tie, (ranking, order) => (int[])[.. ranking, .. order]);
        return rankings;
    }

    private static IEnumerable<int[]> Permutations(int[] values)
    {
        if (values.Length <= 1)
            return [values];
        return Enumerable.Range(0, values.Length).SelectMany(
            first => Permutations([.. values[..first], .. values[(first + 1)..]]),
            (first, rest) => (int[])[values[first], .. rest]);
    }
}
