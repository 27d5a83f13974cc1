// What a fuzzer looks for: a reader that did something else than read or refuse.
namespace Vdsh.Fuzz;

/// <summary>A reader failed on an input.</summary>
internal sealed class FaultException : Exception
{
    public FaultException(string message) : base(message)
    {
    }

    public FaultException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Equal for failures that have the same cause: the kind of exception and where it was thrown.</summary>
    public string Cause
    {
        get
        {
            string? frame = InnerException?.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains(" Vdsh."));
            // Numbers differ from input to input.
            string said = string.Concat(Message.Take(60).Where(letter => !char.IsAsciiDigit(letter)));
            return frame is null ? said : $"{InnerException!.GetType().Name} {frame.Split(" in ")[0].Trim()}";
        }
    }
}
