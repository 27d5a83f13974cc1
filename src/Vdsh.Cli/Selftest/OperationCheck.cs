// One row of the table: an operation on a shape, and how to find out how wrong it is.
namespace Vdsh.Cli.Selftest;

/// <summary>A comparison of one backend operation with its double-precision reference.</summary>
/// <param name="Operation">The method of the backend.</param>
/// <param name="Shape">Sizes and particulars, in words.</param>
/// <param name="Tolerance">Largest error that passes; 0: exact.</param>
/// <param name="Work">What the operation has to do.</param>
/// <param name="Prepare">Makes inputs and outputs on the device.</param>
internal sealed record OperationCheck(string Operation, string Shape, double Tolerance, Work Work, Func<TestBench, PreparedCheck> Prepare);
