// Tables as spreadsheets, data frames and people write them.
using System.Text;
using Vdsh.Data;

namespace Vdsh.Fuzz.Readers;

internal sealed class CsvInputs() : ArrayFile("csv", "input.csv")
{
    private static readonly string[] Tables =
    [
        "1,2,3\n4,5,6\n7,8,9.5\n",
        "a,b,c\n1,2,3\n4,5,6\n",
        "x;y;label\n1,5;2;0\n3;4;1\n",
        "0,1,2\n0.5,1.5,2.5\n3.5,4.5,5.5\n",
        ",f0,f1\n0,1.5,2.5\n1,3.5,4.5\n",
        "\"a\",\"b\"\n\"1\",\"2\"\n\"3\",\"4\"\n",
        "sep=;\r\n1;2\r\n3;4\r\n",
        "1 2 3\n4 5 6\n",
        "# a comment\n1\t2\n\n3\t4\n",
        "NA,?\n1,2\n",
        "id,class,f\n10,0,1\n11,1,2\n",
        "0\n1\n2\n1\n",
        "label\n0\n1\n",
        "cat\ndog\ncat\n",
        "0,1,0\n1,1,0\n0,0,1\n",
        "1e3,-2.5E-1\n+3,0\n",
        "1,2\r3,4\r5,6\r",
    ];

    public override IReadOnlyList<string> Words =>
    [
        "label", "class", "target", "y", "category", "id", "Label", "index", "Unnamed: 0", "sep=,", "sep=", "NA", "?", "#", "\"\"", "\r\n", "\r", "\n", ";", "\t", ",", " ",
        "\"1,2\"", "\"a\nb\"", "1.000,5", "1 000",
    ];

    public override void Use(Trial trial)
    {
        base.Use(trial);
        (string Name, CsvLabelColumn Column)[] columns =
        [
            ("first", CsvLabelColumn.First), ("last", CsvLabelColumn.Last), ("label", CsvLabelColumn.Named("label")),
        ];
        foreach ((string name, CsvLabelColumn column) in columns)
        {
            trial.Read($"label column {name}", () =>
            {
                LabeledData data = CsvFile.Load(trial.Path, column);
                Exercise.Labels(data.Labels);
                Exercise.Features(data.Features, trial.Path);
            });
        }
    }

    protected override IEnumerable<Part[]> CreateSeeds()
    {
        foreach (string table in Tables)
            yield return [Part.Text(table)];
        foreach (Encoding encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, Encoding.UTF8])
            yield return [new Part(PartKind.Data, [.. encoding.GetPreamble(), .. encoding.GetBytes(Tables[1])])];
    }
}
