// Counting over Hamming distances is arithmetic too: the same three scans serve search and evaluation on every device.
namespace Vdsh.Compute;

/// <summary>Scans over packed codes: n x ceil(bits/64) words, row-major, bit j of a code is bit j mod 64 of word j/64, padding bits zero.</summary>
public interface IHammingEngine
{
}
