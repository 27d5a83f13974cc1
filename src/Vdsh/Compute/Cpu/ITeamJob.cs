// What a team of threads can run: a value without references, so that handing it over costs no allocation.
namespace Vdsh.Compute.Cpu;

/// <summary>A job cut into numbered tasks that may run in any order and at the same time.</summary>
internal interface ITeamJob
{
    /// <summary>Runs one task. A worker runs one task at a time, so work space may be kept per <paramref name="worker"/>.</summary>
    void Execute(int task, int worker);
}
