// Work space that outlives a call, so that the hot path allocates nothing after its first use.
namespace Vdsh.Compute.Cpu;

/// <summary>Grow-only aligned work space; its contents do not survive <see cref="Reserve"/>.</summary>
internal sealed unsafe class ScratchBuffer
{
    private AlignedMemory? _memory;

    /// <summary>At least so many floats, aligned to 64 bytes, with undefined contents.</summary>
    public float* Reserve(long floats)
    {
        if (_memory is null || _memory.Floats < floats)
        {
            _memory?.Free();
            _memory = null;
            _memory = new AlignedMemory(floats);
        }

        return _memory.Start;
    }

    public void Free()
    {
        _memory?.Free();
        _memory = null;
    }
}
