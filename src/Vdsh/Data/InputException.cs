// The one exception that means "the caller's data or arguments are wrong", so that a front end can tell it from a fault of ours.
namespace Vdsh.Data;

/// <summary>
/// Bad input: a file, an array or an option that cannot be used. The message is one line that says what is wrong, where, and how to mend it;
/// the command line prints it as it is and exits with code 2. Whatever a file or
/// a file name has in it, the message stays one line of visible characters (<see cref="MessageText.Escape"/>).
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>Creates the exception with a message that says what, where and how to mend it.</summary>
    public InputException(string message) : base(MessageText.Escape(message))
    {
    }

    /// <summary>Creates the exception with a message and the lower-level failure that caused it.</summary>
    public InputException(string message, Exception innerException) : base(MessageText.Escape(message), innerException)
    {
    }
}
