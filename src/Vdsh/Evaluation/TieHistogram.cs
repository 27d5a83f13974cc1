// Groups a ranking by real scores into ties, so that the measures over distances serve it unchanged.
using Vdsh.Codes;
using Vdsh.Search;

namespace Vdsh.Evaluation;

/// <summary>One query's ranking: counts of items in each tie, nearest first. Work space for one thread.</summary>
internal sealed class TieHistogram(int items, int gradeCount)
{
    private readonly double[] scores = new double[items];
    private readonly int[] rows = new int[items], all = new int[items], relevant = new int[items];
    private readonly int[] grades = new int[checked(items * gradeCount)];
    private int ties;

    /// <summary>Items in each tie.</summary>
    public ReadOnlySpan<int> All => all.AsSpan(0, ties);

    /// <summary>Relevant items in each tie.</summary>
    public ReadOnlySpan<int> Relevant => relevant.AsSpan(0, ties);

    /// <summary>grades x ties counts, row-major.</summary>
    public ReadOnlySpan<int> Grades => grades.AsSpan(0, gradeCount * ties);

    /// <summary>Whether any item is relevant.</summary>
    public bool HasRelevant { get; private set; }

    /// <summary>Ranks the database for a query.</summary>
    /// <param name="outputs">b outputs.</param>
    /// <param name="database">Codes of b bits.</param>
    /// <param name="gradeOf">The grade of a row; 0 is not relevant.</param>
    public void Fill(ReadOnlySpan<float> outputs, HashCodes database, Func<int, int> gradeOf)
    {
        new AsymmetricTable(outputs).Scores(database.Words, database.WordsPerCode, scores);
        // Negative, so that sorting puts the nearest first.
        for (int row = 0; row < scores.Length; row++)
            (scores[row], rows[row]) = (-scores[row], row);
        Array.Sort(scores, rows);
        ties = 0;
        for (int i = 0; i < scores.Length; i++)
            ties += i == 0 || scores[i] != scores[i - 1] ? 1 : 0;
        all.AsSpan(0, ties).Clear();
        relevant.AsSpan(0, ties).Clear();
        grades.AsSpan(0, gradeCount * ties).Clear();
        HasRelevant = false;
        for (int i = 0, tie = -1; i < scores.Length; i++)
        {
            tie += i == 0 || scores[i] != scores[i - 1] ? 1 : 0;
            int grade = gradeOf(rows[i]);
            all[tie]++;
            relevant[tie] += grade > 0 ? 1 : 0;
            grades[grade * ties + tie]++;
            HasRelevant |= grade > 0;
        }
    }
}
