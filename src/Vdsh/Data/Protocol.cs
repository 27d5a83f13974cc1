// Names of the evaluation protocols, so that numbers of different protocols are never mixed up.
namespace Vdsh.Data;

/// <summary>The protocols: which items train, which ask, and which are searched.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class Protocol
{
    /// <summary>Training and database: the training items. Queries: all test items. The default for mnist,
    /// fashion-mnist, scene, yeast and corel5k.</summary>
    public const string Full = "full";

    /// <summary>Queries: 100 a class drawn from training and test items together. Training and database: all the others.</summary>
    public const string Sdh = "sdh";

    /// <summary>Queries: 100 a class drawn from training and test items together. Database: all the others. Training: 500 a class of the database.</summary>
    public const string CifarI = "cifar-i";

    /// <summary>Training and database: the training items. Queries: all test items. The default for
    /// cifar10-gist and cifar10-resnet18.</summary>
    public const string CifarII = "cifar-ii";

    /// <summary>Queries: the test items. Training: a drawn half of the training items. Database: the other half, items that training never saw.</summary>
    public const string Unseen = "unseen";

    /// <summary>Queries: a drawn fifth of the items. Training and database: the other four fifths. The default for
    /// digits, caltech101-20, tmc2007-500, bibtex and delicious.</summary>
    public const string Split = "split";
}
