// Several files make one state; when any of them is another one, all are read again.
namespace Vdsh.Serve.Serving;

/// <summary>The files of one service at one moment.</summary>
internal sealed record FileStamps(FileStamp Model, FileStamp Codes, FileStamp Labels)
{
    public static FileStamps Of(ServiceOptions options) => new(FileStamp.Of(options.Model), FileStamp.Of(options.Codes), FileStamp.Of(options.Labels));
}
