// Wrong arguments end with code 2 and one line that names the option, the value and what would be right.
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

internal sealed class ArgumentTests
{
    [TestCase("--bits", "0", "1 to 4096")]
    [TestCase("--bits", "5000", "1 to 4096")]
    [TestCase("--bits", "many", "1 to 4096")]
    [TestCase("--width", "0", "at least 1|from 1")]
    [TestCase("--layers", "-1", "from 0")]
    [TestCase("--batch", "1", "at least 2")]
    [TestCase("--sweeps", "0", "from 1")]
    [TestCase("--dropout", "1.5", "0.95")]
    [TestCase("--until", "nan", "to 0.999")]
    [TestCase("--threads", "0", "from 1")]
    [TestCase("--seed", "-3", "whole number")]
    [TestCase("--objective", "magic", "codeword")]
    public void A_value_out_of_range_is_refused_by_name(string option, string value, string allowed)
    {
        using var directory = new ScratchDirectory();
        CliRun run = CliRun.Of("train", "--data", "digits", "--out", directory.File("m.vdsh"), option, value);
        run.Refused(option, value);
        Assert.That(allowed.Split('|').Any(run.Error.Contains), Is.True, run.Error);
        Assert.That(directory.Names, Is.Empty);
    }

    [TestCase("gpu")]
    [TestCase("cuda:x")]
    [TestCase("cpu:1")]
    public void An_unknown_device_is_refused(string device) => CliRun.Of("doctor", "--device", device).Refused(device, "auto, cpu or cuda");

    [Test]
    public void Unknown_commands_and_options_point_to_help()
    {
        CliRun.Of("trian").Refused("trian", "train", "vdsh --help");
        CliRun.Of("bench", "everything").Refused("everything", "gemm", "vdsh bench --help");
        CliRun.Of("train", "--depth", "3", "--out", "x").Refused("--depth", "vdsh train --help");
        CliRun.Of("bench").Refused("gemm");
    }

    [Test]
    public void Missing_and_repeated_options_are_refused()
    {
        CliRun.Of("train", "--data", "digits").Refused("--out");
        CliRun.Of("train", "--data", "digits", "--out").Refused("--out");
        CliRun.Of("train", "--data", "digits", "--out", "a", "--out", "b").Refused("--out");
    }

    [Test]
    public void A_name_that_begins_with_an_at_sign_is_a_file_and_not_a_list_of_arguments()
    {
        using var directory = new ScratchDirectory();
        File.WriteAllText(directory.File("arguments"), "--help");
        CliRun.Of("train", "--features", "@" + directory.File("arguments"), "--labels", "y.npy", "--out",
            directory.File("m.vdsh")).Refused("@", "does not exist");
        CliRun.Of("@" + directory.File("arguments")).Refused("@", "neither a command");
    }

    [Test]
    public void A_name_that_is_not_UTF8_is_refused()
    {
        using var directory = new ScratchDirectory();
        CliRun.Of("encode", "--model", "m.vdsh", "--input", "caf\uFFFD.npy", "--out", directory.File("c.npy"))
            .Refused("caf", "not UTF-8", "rename");
        CliRun.Of("encode", "--model", "m.vdsh", "--input", "x.npy", "--out", directory.File("c\uFFFD.npy"))
            .Refused("not UTF-8");
        Assert.That(directory.Names, Is.Empty);
    }

    [Test]
    public void A_name_with_line_breaks_and_escapes_stays_one_line()
        => CliRun.Of("encode", "--model", "m\n\u001b[2J.vdsh", "--input", "x.npy", "--out", "c.npy")
            .Refused(@"m\n\u001B[2J.vdsh");

    [Test]
    public void Resume_needs_a_checkpoint()
    {
        using var directory = new ScratchDirectory();
        CliRun.Of("train", "--data", "digits", "--out", directory.File("m.vdsh"), "--resume").Refused("--checkpoint");
    }

    [Test]
    public void Training_data_must_be_given_once()
    {
        using var directory = new ScratchDirectory();
        string model = directory.File("m.vdsh");
        CliRun.Of("train", "--out", model).Refused("--data", "--features");
        CliRun.Of("train", "--out", model, "--features", "f.npy").Refused("--labels");
        CliRun.Of("train", "--out", model, "--labels", "l.npy").Refused("--features");
        CliRun.Of("train", "--out", model, "--data", "digits", "--features", "f.npy", "--labels", "l.npy").Refused("--data");
        CliRun.Of("train", "--out", model, "--data", "imagenet").Refused("imagenet", "digits");
        CliRun.Of("train", "--out", model, "--data", "digits", "--protocol", "cifar-i").Refused("cifar-i");
    }

    [Test]
    public void A_missing_data_set_is_explained()
    {
        using var directory = new ScratchDirectory();
        using var data = new EnvironmentSetting("VDSH_DATA", directory.Path);
        using var cache = new EnvironmentSetting("XDG_CACHE_HOME", directory.Path);
        CliRun.Of("train", "--out", directory.File("m.vdsh"), "--data", "mnist", "--data-dir", directory.Path).Refused("mnist", "train-images-idx3-ubyte");
        Assert.That(directory.Names, Is.Empty);
    }
}
