// Tensor files: a JSON header that describes the bytes behind it.
using System.Text;
using Vdsh.Data;

namespace Vdsh.Fuzz.Readers;

internal sealed class SafetensorsInputs() : FuzzReader("safetensors", "input.safetensors")
{
    private static readonly string[] Headers =
    [
        """{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"__metadata__":{"k":"v"}}""",
        """{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"I64","shape":[2],"data_offsets":[8,24]}}""",
        """{"a":{"dtype":"F64","shape":[3,1],"data_offsets":[0,24]},"b":{"dtype":"F32","shape":[0],"data_offsets":[24,24]}}""",
        """{"":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"rest":{"dtype":"U8","shape":[23],"data_offsets":[1,24]}}   """,
    ];

    public override IReadOnlyList<string> Words => JsonWords;

    /// <summary>Words of such headers.</summary>
    public static IReadOnlyList<string> JsonWords { get; } =
    [
        "\"F32\"", "\"F64\"", "\"I64\"", "\"U8\"", "\"F16\"", "\"BF16\"", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"",
        "[]", "{}", "null", "[0,0]", "[24,24]", "\"a\"", ",", ":", "}", "]",
    ];

    public override byte[] Join(Part[] parts, SeededRandom random) => Join(parts[0].Bytes, parts[1].Bytes, random);

    /// <summary>A file whose header length fits, mostly.</summary>
    public static byte[] Join(byte[] header, byte[] data, SeededRandom random)
    {
        long length = random.NextInt32(24) == 0 ? Mutations.Limits.Integer(random) : header.Length;
        return [.. BitConverter.GetBytes(length), .. header, .. data];
    }

    /// <summary>Header and data of a good file.</summary>
    public static Part[] Split(byte[] file)
    {
        int length = (int)BitConverter.ToInt64(file);
        return [Part.Text(Encoding.UTF8.GetString(file, 8, length)), new Part(PartKind.Data, file[(8 + length)..])];
    }

    public override void Use(Trial trial) => trial.Read("tensors", () =>
    {
        using SafetensorsReader reader = SafetensorsReader.Open(trial.Path);
        foreach (TensorInfo tensor in reader.Tensors.Values)
        {
            switch (tensor.Type)
            {
                case TensorType.U8:
                    reader.Read<byte>(tensor.Name);
                    break;
                case TensorType.F32:
                    reader.Read(tensor.Name, new float[tensor.Count], tensor.Shape);
                    break;
                case TensorType.I64:
                    reader.Read<long>(tensor.Name);
                    break;
                default:
                    reader.Read<double>(tensor.Name);
                    break;
            }
        }
        reader.Read<float>("a");
    });

    protected override IEnumerable<Part[]> CreateSeeds()
    {
        foreach (string header in Headers)
            yield return [Part.Text(header), new Part(PartKind.Data, new byte[24])];
    }
}
