// One input at work: where it lies, whether any way of reading took it, and whether a refusal is fit to be shown.
using Vdsh.Data;

namespace Vdsh.Fuzz;

/// <summary>One input in use.</summary>
/// <param name="input">The bytes.</param>
/// <param name="folder">A folder of the trial's own.</param>
/// <param name="path">The file that holds the bytes, in the folder.</param>
internal sealed class Trial(byte[] input, string folder, string path)
{
    public byte[] Input { get; } = input;

    public string Folder { get; } = folder;

    public string Path { get; } = path;

    /// <summary>Whether at least one way of reading took the input.</summary>
    public bool IsAccepted { get; private set; }

    /// <summary>Reads in one way. A refusal is an <see cref="InputException"/> with one clean line that names the file.</summary>
    /// <param name="way">What is read, for messages.</param>
    /// <param name="read">Reads and uses.</param>
    /// <param name="mustName">What a refusal has to name; null: the file.</param>
    /// <exception cref="FaultException">Anything else happened.</exception>
    public void Read(string way, Action read, string? mustName = null)
    {
        try
        {
            read();
            IsAccepted = true;
        }
        catch (InputException exception)
        {
            if (MessageCheck.FaultOf(exception.Message, mustName ?? Path) is { } fault)
                throw new FaultException($"{way}: the message {fault}: {MessageCheck.Visible(exception.Message)}", exception);
        }
        catch (Exception exception) when (exception is not FaultException)
        {
            throw new FaultException(
                $"{way}: {exception.GetType().Name}: {MessageCheck.Visible(exception.Message)}", exception);
        }
    }
}
