namespace Vdsh.Cli.Selftest;

/// <summary>A check whose inputs lie on the device.</summary>
/// <param name="Execute">Runs the operation; may be run again for timing, after <paramref name="Error"/>.</param>
/// <param name="Error">The largest relative error after one run: 0 for equality, +infinity for a wrong kind of result.</param>
internal sealed record PreparedCheck(Action Execute, Func<double> Error);
