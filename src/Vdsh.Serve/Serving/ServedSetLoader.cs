// Files are read and checked as a whole before anybody is answered from them.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Search;

namespace Vdsh.Serve.Serving;

/// <summary>Reads the files of a service.</summary>
internal sealed class ServedSetLoader(ServiceOptions options, IHammingEngine engine)
{
    // What the choice of an index is made for: services are asked for few neighbours of one query at a time.
    private const int UsualK = 10;

    /// <summary>Reads the files.</summary>
    /// <param name="former">The state before, which the new one is counted from; null: none.</param>
    /// <exception cref="InputException">A file cannot be used, they do not fit together, or they changed while they were read.</exception>
    public ServedSet Load(ServedSet? former)
    {
        FileStamps before = FileStamps.Of(options);
        RequireContent(before.Codes, options.Codes);
        RequireContent(before.Model, options.Model);
        RequireContent(before.Labels, options.Labels);
        HashModel? model = options.Model is null ? null : HashModel.Load(options.Model);
        (ICodeIndex index, long[]? ids) = LoadIndex(model);
        ItemLabels? labels = null;
        if (options.Labels is not null)
        {
            LabelSet set = LabelFile.Load(options.Labels);
            if (set.Count != index.Count)
                throw new InputException($"{options.Labels} has {set.Count} labels, but {options.Codes} has {index.Count} codes; give one label for each code.");
            labels = new ItemLabels(set, ids);
        }
        if (FileStamps.Of(options) != before)
            throw new InputException($"{options.Codes} or a file beside it changed while it was read; replace files by a rename.");
        // The first search builds tables, where the kind has some.
        index.Search(new HashCodes(new ulong[HashCodes.WordsFor(index.Bits)], 1, index.Bits), 1);
        return new ServedSet(index, model, labels, before, (former?.Generation ?? 0) + 1);
    }

    // A pipe has no length, and what was read from it once is gone at the next reload. A missing file is left to its
    // reader, which says more.
    private static void RequireContent(FileStamp stamp, string? path)
    {
        if (path is not null && stamp.Length == 0
            && (path == "-" || Path.Exists(FileStamp.FileOf(path)) && !Directory.Exists(path)))
        {
            throw new InputException($"{path} is empty, a pipe or a device, but a service reads its files again "
                + "when they change; "
                + "write the content to a file and name that.");
        }
    }

    private (ICodeIndex Index, long[]? Ids) LoadIndex(HashModel? model)
    {
        if (options.Kind == IndexKind.Flat && options.Labels is null && CodeDatabase.IsIndexFile(options.Codes))
        {
            HammingIndex loaded = HammingIndex.Load(options.Codes, engine);
            CodeDatabase.RequireBits(loaded.Bits, options.Codes, options.Bits);
            RequireFit(loaded.Bits, model);
            return (loaded, null);
        }
        (HashCodes codes, long[]? ids) = Read(model);
        RequireFit(codes.Bits, model);
        IndexKind kind = options.Kind == IndexKind.Auto ? CodeIndex.Choose(codes, UsualK, batch: 1, engine, threads: options.Threads).Kind : options.Kind;
        ICodeIndex index = kind == IndexKind.Mih ? new MultiIndexHash(codes.Bits) { Threads = options.Threads } : CodeIndex.Empty(kind, codes.Bits, engine);
        CodeDatabase.AddTo(index, codes, ids, options.Codes);
        return (index, ids);
    }

    // Arrays of bytes do not say how many bits of the last byte count; the model does.
    private CodeFile Read(HashModel? model)
    {
        if (options.Bits is null && model is not null && !CodeDatabase.IsIndexFile(options.Codes))
        {
            try
            {
                return CodeDatabase.Read(options.Codes, model.Bits, options.Form);
            }
            catch (InputException)
            {
                // Read as what the file says it is, the fault is named as what it is.
            }
        }
        return CodeDatabase.Read(options.Codes, options.Bits, options.Form);
    }

    private void RequireFit(int bits, HashModel? model)
    {
        if (model is not null && model.Bits != bits)
            throw new InputException($"{options.Model} makes codes of {model.Bits} bits, but {options.Codes} holds codes of {bits} bits; encode the database with this model.");
    }
}
