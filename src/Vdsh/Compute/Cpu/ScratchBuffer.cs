// Work space that outlives a call, so that the hot path allocates nothing after its first use.
namespace Vdsh.Compute.Cpu;

/// <summary>Grow-only aligned work space; its contents do not survive <see cref="Reserve"/>.</summary>
internal sealed unsafe class ScratchBuffer
{
    private AlignedMemory? memory;

    /// <summary>At least so many floats, aligned to 64 bytes, with undefined contents.</summary>
    public float* Reserve(long floats)
    {
        if (memory is null || memory.Floats < floats)
        {
            memory?.Free();
            memory = null;
            memory = new AlignedMemory(floats);
        }

        return memory.Start;
    }

    public void Free()
    {
        memory?.Free();
        memory = null;
    }
}
