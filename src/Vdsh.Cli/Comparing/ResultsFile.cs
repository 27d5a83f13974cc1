// Hours of work stand in this file, so a line is either whole or ignored, and no second process may write to it.
using System.Text;
using System.Text.Json;
using Vdsh.Data;

namespace Vdsh.Cli.Comparing;

/// <summary>results.jsonl: one JSON object a line, appended when a cell is done. A later line of the same cell replaces an earlier one.</summary>
internal sealed class ResultsFile : IDisposable
{
    private readonly FileStream stream;
    private readonly Dictionary<string, int> positions = new(StringComparer.Ordinal);
    private readonly List<ComparisonRecord> records = [];

    private ResultsFile(string path, FileStream stream)
    {
        Path = path;
        this.stream = stream;
    }

    /// <summary>Where the file lies.</summary>
    public string Path { get; }

    /// <summary>All cells, finished or failed, in the order of their first line.</summary>
    public IReadOnlyList<ComparisonRecord> Records => records;

    /// <summary>Lines that hold no record that this version understands; they stay in the file.</summary>
    public int ForeignLines { get; private set; }

    /// <summary>Opens the file for this process alone, or makes it. The end of an interrupted write is cut off.</summary>
    /// <exception cref="InputException">Another process writes to it, it cannot be written, or a line is no JSON.</exception>
    public static ResultsFile Open(string path)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be written ({exception.Message}); wait for the comparison that may be using it, or name another folder with --out.", exception);
        }
        var file = new ResultsFile(path, stream);
        try
        {
            file.Read();
            return file;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The record of a cell, or null.</summary>
    public ComparisonRecord? Find(string id) => positions.TryGetValue(id, out int position) ? records[position] : null;

    /// <summary>Appends a cell; on return it is on the disk.</summary>
    /// <exception cref="IOException">The disk is full or failed; what was there before stays.</exception>
    public void Append(ComparisonRecord record)
    {
        long end = stream.Length;
        try
        {
            stream.Seek(end, SeekOrigin.Begin);
            stream.Write(Encoding.UTF8.GetBytes(RecordJson.Line(record) + "\n"));
            stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            stream.SetLength(end);
            throw;
        }
        Keep(record);
    }

    public void Dispose() => stream.Dispose();

    private void Read()
    {
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        // A whole line ends with its line feed; what follows the last one is what an interrupted write left.
        int whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        string[] lines = Encoding.UTF8.GetString(bytes, 0, whole).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!string.IsNullOrWhiteSpace(lines[i]))
                ReadLine(lines[i], i + 1);
        }
        if (whole < bytes.Length)
            stream.SetLength(whole);
    }

    private void ReadLine(string line, int number)
    {
        try
        {
            if (RecordJson.Parse(line) is { } record)
                Keep(record);
            else
                ForeignLines++;
        }
        catch (JsonException exception)
        {
            throw new InputException(
                $"{Path}, line {number} is no JSON object ({MessageText.Escape(exception.Message, 200)}); delete the line, "
                    + "or name another folder with --out.",
                exception);
        }
    }

    // A cell that is computed once more, for another measure, may fail; that takes nothing away from what it reached before.
    private void Keep(ComparisonRecord record)
    {
        if (positions.TryAdd(record.Id, records.Count))
            records.Add(record);
        else if (record.Error is null || records[positions[record.Id]].Error is not null)
            records[positions[record.Id]] = record;
    }
}
