// The multi-label sets that Mulan collected, one entry each, so that the catalog itself stays a list of names.
namespace Vdsh.Data;

/// <summary>
/// scene, yeast and corel5k with the training and test items of their publishers; bibtex, delicious and tmc2007-500, of
/// which there is one file, with a drawn fifth as test items.
/// </summary>
internal static class MulanDatasets
{
    private const string Source = "github.com/tsoumakas/mulan, folder data/multi-label, converted from ARFF to arrays: "
        + "features n x d (uint8 where all are 0 or 1, else float32) and labels n x C (uint8, 0 or 1)";

    public static readonly NamedDataset[] All =
    [
        TwoParts(
            "scene",
            ["beach", "sunset", "fall foliage", "field", "mountain", "urban"],
            new("train-features.npy", "4cdd457dcc8420b7eff6550db394cd23a5c318043f2cc949f55b0892caa65b83"),
            new("train-labels.npy", "cf82bffa2b312eba5483c973270bc6ba722ee3e8c1f7a5828f733bed6229843f"),
            new("test-features.npy", "9a419dde14d561f988a3b207ae4d55d7a8bae3e09caa062c0505a42a9e034e22"),
            new("test-labels.npy", "bbf1ad4c7dda410a7e29b7812df997c543f75725a7c2da493de7be467d9472ae")),
        TwoParts(
            "yeast",
            [],
            new("train-features.npy", "7557423489f773ce3e9ebd36828936e6e4c81686ce181d7caf1115c26a9801e1"),
            new("train-labels.npy", "a71d4e572648f46a6b14f67702d75fca1f546561c5c6ae5c6f5b1c2b778e27d5"),
            new("test-features.npy", "30b9d735e431262225027f4174063cbea7bea60b67211f978a625c3c32f081c5"),
            new("test-labels.npy", "8810778c5fa0d165d25a86b0bf9a018ab59df8dc08257a546ad138a0ed290369")),
        TwoParts(
            "corel5k",
            [],
            new("train-features.npy", "98cf3437c254fecafad23f51942778a7652927a3651457cccd5d8a668882baf2"),
            new("train-labels.npy", "f047a7734f4104b1674b387f41b4a481814125fe358076e745e086be30e6a603"),
            new("test-features.npy", "fb3ae598b2a62c109878680c81e8b44c1314bd15f34d94452a7dc1d334999fde"),
            new("test-labels.npy", "8c2db2bd489b4f1c48be4c9515fa87cb80085ba872c2ad38ddcd356635d62738")),
        OnePart(
            "tmc2007-500",
            new("all-features.npy", "183504450f2459f8e13450281bee245fdaf9f553ce9048077e08fbd06eeee608"),
            new("all-labels.npy", "b1c3844b7c51a8829ed4266b391b02790fdb1abffb9f6d98e2d63204e7ebc790")),
        OnePart(
            "bibtex",
            new("all-features.npy", "d591f2344f564f8df2a8b2e3948df1f9ea50df2d62856f8a4ac9db2fe72694bb"),
            new("all-labels.npy", "175231f2dc78cf349ebb4c16f4a4d18bcfefca0e7facf529aed97aa654241892")),
        OnePart(
            "delicious",
            new("all-features.npy", "8bd8c7ddbc05f4c75bf2c311c0e9288a19b72fd7c952398454e4b01295052c9e"),
            new("all-labels.npy", "99383423bc6e305708cf3265523a69e9867c7d267b2b8f246b7e9f29d17ebfc0")),
    ];

    private static NamedDataset TwoParts(string name, string[] classNames, params DatasetFile[] files) => new()
    {
        Name = name,
        Folder = Path.Combine("multilabel", name),
        ClassNames = classNames,
        Source = Source,
        Protocols = [Protocol.Full, Protocol.Unseen],
        Files = files,
        Load = (opener, _) => (new(opener.Features(0), opener.Labels(1)), new(opener.Features(2), opener.Labels(3))),
    };

    private static NamedDataset OnePart(string name, params DatasetFile[] files) => new()
    {
        Name = name,
        Folder = Path.Combine("multilabel", name),
        Source = Source,
        Protocols = [Protocol.Split, Protocol.Unseen],
        Files = files,
        Load = (opener, seed) => ProtocolBuilder.HoldOut(new(opener.Features(0), opener.Labels(1)), seed),
    };
}
