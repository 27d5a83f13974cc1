// How the codes of a run lie in memory, under the numbers of native/cpu/vdsh_cpu.h.
namespace Vdsh.Compute.Cpu;

[Flags]
internal enum CodeOrder
{
    /// <summary>Planar groups (<see cref="PlanarCodes"/>); for codes of one word also row by row.</summary>
    Planar = 0,

    /// <summary>Row by row; kernels take codes of 2, 4 and 8 words so.</summary>
    Rows = 1,

    /// <summary>From memory, not from the cache: kernels fetch ahead.</summary>
    Streamed = 2,
}
