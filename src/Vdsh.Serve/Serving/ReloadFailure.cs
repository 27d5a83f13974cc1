// A failed reload is remembered until one succeeds, for those who look later.
namespace Vdsh.Serve.Serving;

/// <summary>A reload that failed.</summary>
/// <param name="At">When.</param>
/// <param name="Error">What was wrong, and how to mend it.</param>
internal sealed record ReloadFailure(DateTimeOffset At, string Error);
