// Keeps the ranges that a training opens, with their nesting.
using Vdsh.Compute;

namespace Vdsh.Tests.Training;

internal sealed class RecordingProfiler : IProfiler
{
    private readonly Stack<string> open = new();

    /// <summary>Paths of all ranges in the order in which they were opened, such as <c>sweep 1/forward</c>.</summary>
    public List<string> Ranges { get; } = [];

    /// <summary>Ranges not closed yet.</summary>
    public int Open => open.Count;

    public void Begin(string name, int number)
    {
        string text = number < 0 ? name : $"{name} {number}";
        Ranges.Add(open.Count == 0 ? text : $"{open.Peek()}/{text}");
        open.Push(Ranges[^1]);
    }

    public void End() => open.Pop();
}
