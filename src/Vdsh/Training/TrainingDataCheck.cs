// Training on data that cannot work wastes hours and ends in a riddle; these checks end it at once with one line.
using Vdsh.Data;

namespace Vdsh.Training;

internal static class TrainingDataCheck
{
    /// <summary>Checks that there are rows, finite features and at least two classes in use.</summary>
    public static void Require(LabeledData data)
    {
        if (data.Count < 2)
            throw new InputException($"There are {data.Count} training items; training needs at least two.");
        int used = 0;
        for (int label = 0; label < data.Labels.ClassCount && used < 2; label++)
        {
            for (int row = 0; row < data.Count; row++)
            {
                if (data.Labels.Has(row, label))
                {
                    used++;
                    break;
                }
            }
        }
        if (used < 2)
            throw new InputException("All training items have the same label (or none); supervised hashing needs at least two classes.");
        FeatureCheck.EnsureFinite(data.Features, "the training features");
    }
}
